// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace Kontor
{

/// Takes a calendar file apart into objects of one UID each, as calendars keep them (RFC 4791, 4.1). Pure.
struct IcsImport {
    struct Object {
        QByteArray uid{};
        QByteArray bytes{}; ///< with the zones it uses
        QString title{};
    };
    QList<Object> objects{};
    QStringList problems{}; ///< whole sentences: what cannot be taken over, by name

    /// Entries without UID get one made of what they say, so that the same file twice does not double them.
    static IcsImport read(const QByteArray &ics);

    /// \p existing as this object says; what is the user's own in it, alarms too, goes: it is a copy of the file.
    static QByteArray updated(const QByteArray &existing, const QByteArray &imported);
};

/// Several objects in one file.
namespace IcsExport
{
QByteArray joined(const QList<QByteArray> &objects);
}

}
