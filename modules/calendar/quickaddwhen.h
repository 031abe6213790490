// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/quickadd.h"

#include <QRegularExpression>

namespace Kontor
{

/// A sentence that is understood bit by bit: what is understood is taken out.
class QuickAddText
{
public:
    explicit QuickAddText(const QString &sentence);

    /// Takes out the first match and leaves a mark in its place; no match leaves all as it is.
    QRegularExpressionMatch take(const QRegularExpression &pattern);

    /// What is left, without the marks and the punctuation around them.
    QString rest() const;

private:
    QString m_text;
};

/// Finds when the event is: repetition, dates, times and lengths, in German and English.
namespace QuickAddWhen
{
void read(QuickAddText &text, const QDateTime &now, QuickAdd &event);
}

}
