// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"

namespace Kontor::ChatSpoken
{

/// Of a message that just came: "Anna Berg: Hello".
QString news(const ChatTimelineRow &row);

/// What a row says in words, without its sender: the text, or "Image, holiday.jpg".
QString content(const ChatTimelineRow &row);

/// "Anna, Ben and 3 more".
QString names(const QStringList &names, int atMost = 3);

}
