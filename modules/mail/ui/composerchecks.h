// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailtypes.h"

namespace Kontor::ComposerChecks
{

/// What keeps a message from being sent, as whole sentences.
QStringList obstacles(const Draft &draft, const QStringList &rejectedAddresses);

/// What the writer may have forgotten, as whole sentences: subject, attachment.
QStringList doubts(const Draft &draft);

/// True when the own words speak of an attachment, in German or English; quoted lines do not count.
Qt::CheckState mentionsAttachment(const QString &text);

}
