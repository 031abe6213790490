// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/messagecontent.h"

#include <memory>

class QPagedPaintDevice;
class QTextDocument;

namespace Kontor::MessagePrinter
{

/// The message as a document for paper: header table, then the text. Loads nothing but the
/// message's own images.
std::unique_ptr<QTextDocument> document(const MessageContent &content, Qt::TextFormat format);

/// Prints to a printer or a PDF writer.
void print(const MessageContent &content, Qt::TextFormat format, QPagedPaintDevice *device);

}
