// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QPalette>

class QPainter;

namespace Kontor::ChatLook
{

/// One or two letters for the picture of somebody who has none: "AB" of "Anna Berg".
QString initials(const QString &name);

/// The colour of a person, the same everywhere; more than 4.5:1 on the palette's base.
QColor colour(const QString &id, const QPalette &palette);

/// People are round, rooms have rounded corners.
enum class Shape { Person, Room };
void paintAvatar(QPainter *painter, const QRectF &area, const QString &name, const QString &id, const QPixmap &picture, Shape shape = Shape::Person);

/// The same as an icon, for buttons and dialogs.
QIcon avatar(const QString &name, const QString &id, int side, Shape shape = Shape::Person);

/// "3:05", "1:02:03".
QString duration(qint64 milliseconds);

/// What a kind of attachment is called: "Image", "Voice or music", …
QString kindName(ChatRowKind kind);
QIcon kindIcon(ChatRowKind kind, const QString &mediaType = {});

/// The same font, with coloured emoji where it has none itself; otherwise they come from whichever font has a black one.
QFont withEmoji(const QFont &font);

/// A text of at most three emoji and nothing else is shown large.
bool isOnlyEmoji(const QString &text);

bool isMessage(ChatRowKind kind); ///< has a sender and can be answered
bool isAttachment(ChatRowKind kind);

}
