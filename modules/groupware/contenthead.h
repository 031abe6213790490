// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "groupware/contenttext.h"

namespace Kontor
{

/// Changes one thing of a content line and leaves the other bytes of its head (name, group, parameters) as they were
/// spelled. The answers are logical lines: unfolded, without a line end.
namespace ContentHead
{

QByteArray withValue(const ContentLine &line, const QByteArray &value);

/// No values: without that parameter.
QByteArray withParameter(const ContentLine &line, const QByteArray &name, const QList<QByteArray> &values);

QByteArray withGroup(const ContentLine &line, const QByteArray &group);

}

}
