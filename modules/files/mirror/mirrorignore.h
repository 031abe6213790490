// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/mirror/mirrortypes.h"

#include <QRegularExpression>
#include <QStringList>

namespace Kontor
{

/// What stays where it is, on either side: temporary files of programs and systems, and what the user names. A value.
class MirrorIgnore
{
public:
    /// \p patterns: wildcards of the user; with a slash for a path from the top, else for names in every folder.
    explicit MirrorIgnore(const QStringList &patterns = {});

    bool isTemporary(const QString &name) const; ///< of a program or a system
    bool isUnwanted(const QString &path) const; ///< by the user, itself
    bool isIgnored(const QString &path) const; ///< itself or a folder it is in

    /// Takes what is ignored out of what was seen; what became ignored is left alone on both sides.
    void strip(MirrorState &state) const;

    static const QString &mark(); ///< what names of our own begin with

private:
    QRegularExpression m_temporary;
    QList<QRegularExpression> m_names;
    QList<QRegularExpression> m_paths;
};

}
