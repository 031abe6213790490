// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileactions.h"

#include <QIcon>
#include <QMetaType>

namespace Kontor
{

/// What is chosen on the left of the files pane. A value.
struct FilesPlace {
    enum class Kind { Folder, Recent, Favourites, SharedWithMe, Offline, Conflicts, Trash };
    Kind kind = Kind::Folder;
    FileTarget folder{}; ///< of Folder; of Trash only its space
    bool operator==(const FilesPlace &) const = default;

    bool isTop() const
    {
        return kind == Kind::Folder && !folder.folder;
    }
    static QString name(Kind kind); ///< of a special place
    static QIcon icon(Kind kind);

    friend size_t qHash(const FilesPlace &place, size_t seed = 0)
    {
        return qHashMulti(seed, int(place.kind), place.folder.space.value, place.folder.folder.value);
    }
};

}

Q_DECLARE_METATYPE(Kontor::FilesPlace)
