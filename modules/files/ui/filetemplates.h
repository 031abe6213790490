// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace Kontor
{

/// New files as they begin: empty texts, and the smallest documents that office programs open. Pure functions.
namespace FileTemplates
{
struct Template {
    QString title{}; ///< "Text document"
    QString fileName{}; ///< proposed, with its ending
    QString type{}; ///< media type, for the icon
    QByteArray bytes{};
};
QList<Template> builtIn();

/// An OpenDocument package (ODF 1.3, part 2) with nothing in it. \p type: application/vnd.oasis.opendocument.text,
/// spreadsheet or presentation.
QByteArray emptyDocument(const QByteArray &type);

/// The names a folder of one's own templates may have at the top of a space.
QStringList folderNames();
}

}
