// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contactloader.h"

#include <QPalette>

namespace Kontor::ContactHtml
{

/// A table is easier on the eye, lines are easier on the ear.
enum class Form { Table, Lines };

/// The card as a page for CardText: one row or line a fact, every address a link. Whatever the
/// card says is escaped; nothing of it becomes markup, and nothing is fetched.
QString page(const ContactCard &card, const QPalette &palette, Form form = Form::Table);

/// The whole card as plain text, for the clipboard.
QString plainText(const ContactCard &card);

/// Where the address is on a map of the web.
QUrl mapUrl(const PostalAddress &address);

/// "https://matrix.to/#/@anna:example.org" for what opens in a browser, matrix: as it is.
QUrl chatUrl(const QString &value);
QUrl phoneUrl(const QString &number);
QUrl mailUrl(const QString &name, const QString &address);
/// A link people may follow: http, https, mailto and the like; invalid for everything else.
QUrl safeUrl(const QString &value);

}
