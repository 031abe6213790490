// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCache>
#include <QFont>
#include <QStaticText>
#include <QString>

class QPainter;

namespace Kontor
{

/// Draws single lines of text and remembers how they were shortened and shaped.
///
/// Finding glyphs costs most of the time of painting a list; while messages stream in, the same
/// rows are painted again and again. GUI thread.
class ShapedLines
{
public:
    ShapedLines();

    /// Draws \p text into \p area, vertically centred and shortened to fit. Answers the width used.
    int draw(QPainter *painter, const QRect &area, const QString &text, const QFont &font, Qt::TextElideMode elide = Qt::ElideRight,
             Qt::Alignment alignment = Qt::AlignLeft);

private:
    struct Key {
        QString text;
        QFont font;
        int width;
        Qt::TextElideMode elide;
        bool operator==(const Key &) const = default;
        friend size_t qHash(const Key &key, size_t seed)
        {
            return qHashMulti(seed, key.text, key.width, int(key.elide), key.font.bold());
        }
    };
    struct Line {
        QStaticText text;
        int width;
        int height;
    };
    QCache<Key, Line> m_lines;
};

}
