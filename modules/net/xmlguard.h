// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>

namespace Kontor
{

/// What QXmlStreamReader may safely read of XML from outside: no document type (and so no
/// entities), an encoding that is a superset of ASCII, no tag with thousands of attributes (the
/// reader compares each with each). Octets that XML forbids become spaces, broken UTF-8 becomes
/// U+FFFD: Radicale and others pass on what clients once stored, and one such event must not
/// hide the rest of a calendar.
[[nodiscard]] Result<QByteArray> guardedXml(const QByteArray &bytes);

/// The Protocol error of an answer that is not the XML it should be.
[[nodiscard]] std::unexpected<Error> xmlFailure(const QString &detail);

}
