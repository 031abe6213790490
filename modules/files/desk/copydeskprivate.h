// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/desk/copydesk.h"

namespace Kontor
{

/// What the desk knows of one copy. copydesk.cpp: the copy itself; copybesides.cpp: what lies beside it.
struct CopyDesk::Copy {
    qint64 number = 0;
    CopyFolder *home = nullptr;
    QString file{};
    QString folder{};
    QString name{};
    CopyRecord record{};
    CopyStat seen{}; ///< what the content of the record was read from
    QSet<QString> files{}; ///< all that ever lay there
    std::unique_ptr<QTimer> timer{};
    QElapsedTimer quiet{}; ///< since the last sign
    QElapsedTimer open{};
    CopyWatch::Step lastStep = CopyWatch::Step::Writing; ///< what happened before somebody looked may be half done
    bool hasBegun = false;
    bool isDirty = false;
    bool isOut = false; ///< told, and not answered yet
    bool isAsleep = false; ///< its file is gone, its folder is still watched
    std::unique_ptr<QTimer> besideTimer{};
    QElapsedTimer besideQuiet{};
    QHash<QString, CopyStat> besidesTaken{}; ///< what their content that is in the store was read from
    bool hasBesides = false; ///< perhaps
    bool foldersTold = false;
    std::optional<End> end{};
    int heldLooks = 0; ///< in a row
    int freeLooks = 0;
    bool wasHeld = false;
    int attempts = 0;
};

}
