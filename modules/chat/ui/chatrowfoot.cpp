// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatlook.h"
#include "chat/ui/chatproblem.h"
#include "chat/ui/chatrowlayout.h"
#include "chat/ui/chatspoken.h"
#include "shell/words.h"

#include <KColorScheme>
#include <KLocalizedString>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

namespace Kontor
{
namespace
{
constexpr int mostReactions = 24;
constexpr int mostReaders = 4;

QColor schemed(KColorScheme::ForegroundRole role)
{
    return KColorScheme(QPalette::Active, KColorScheme::View).foreground(role).color();
}
}

qreal ChatRowLayout::picture(qreal y)
{
    const QFontMetricsF metrics(m_in.font);
    const bool isSticker = m_row.kind == ChatRowKind::Sticker;
    const QSizeF most(std::min(m_right - m_left, metrics.height() * 24), metrics.height() * (isSticker ? 8 : 15));
    QSizeF size = m_row.attachment ? QSizeF(m_row.attachment->pixels) : QSizeF();
    if (size.width() < 1 || size.height() < 1 || size.width() > 100'000 || size.height() > 100'000) {
        size = QSizeF(metrics.height() * 12, metrics.height() * 8);
    }
    if (size.width() > most.width() || size.height() > most.height()) {
        size.scale(most, Qt::KeepAspectRatio);
    }
    size = size.expandedTo({metrics.height() * 2, metrics.height() * 2});
    const QRectF area(m_left, y + m_pad * 0.15, size.width(), size.height());
    const auto name = m_row.attachment ? m_row.attachment->name : QString();
    m_parts << ChatRowPart{.kind = ChatRowPart::Kind::Attachment, .area = area, .words = name.isEmpty() ? ChatLook::kindName(m_row.kind) : name};
    draw([this, area](QPainter *painter, const Look &) {
        QPainterPath frame;
        frame.addRoundedRect(area, 6, 6);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setRenderHint(QPainter::SmoothPixmapTransform);
        const auto ratio = painter->device()->devicePixelRatioF();
        const auto wanted = (area.size() * ratio).toSize();
        QPixmap pixmap;
        if (m_in.pictures) {
            pixmap = m_in.pictures->blob(m_row.thumbnailBlob, wanted);
            if (pixmap.isNull()) {
                pixmap = m_in.pictures->blob(m_row.attachmentBlob, wanted);
            }
        }
        if (!pixmap.isNull()) {
            painter->setClipPath(frame);
            const auto fitted = QSizeF(pixmap.size()).scaled(area.size(), Qt::KeepAspectRatio);
            QRectF place(QPointF(0, 0), fitted);
            place.moveCenter(area.center());
            painter->drawPixmap(place, pixmap, QRectF(pixmap.rect()));
        } else {
            auto wash = ink();
            wash.setAlphaF(0.07F);
            painter->fillPath(frame, wash);
            const auto side = QFontMetricsF(m_in.font).height() * 1.6;
            QRectF place(0, 0, side, side);
            place.moveCenter(area.center());
            ChatLook::kindIcon(m_row.kind).paint(painter, place.toRect());
        }
        if (m_in.isBusy) {
            painter->setClipping(false);
            const QRectF bar(area.left() + m_pad, area.bottom() - m_pad, area.width() - m_pad * 2, 4);
            painter->fillRect(bar, m_in.palette.color(QPalette::Active, QPalette::Base));
            auto filled = bar;
            filled.setWidth(bar.width() * (m_in.percent < 0 ? 30 : m_in.percent) / 100);
            painter->fillRect(filled, m_in.palette.color(QPalette::Active, QPalette::Highlight));
        }
    });
    y = area.bottom() + m_pad * 0.2;
    const bool hasCaption = !m_row.text.isEmpty() && m_row.text != name && !isSticker;
    return hasCaption ? words(y) : y;
}

qreal ChatRowLayout::file(qreal y)
{
    const QFontMetricsF metrics(m_in.font);
    const auto font = small();
    const QFontMetricsF smallMetrics(font);
    const auto attachment = m_row.attachment.value_or(ChatAttachment{});
    const auto side = metrics.height() * 1.6;
    const auto width = std::min(m_right - m_left, metrics.height() * 22);
    const QRectF area(m_left, y + m_pad * 0.15, width, std::max(side, metrics.height() + smallMetrics.height()) + m_pad);
    const auto name = attachment.name.isEmpty() ? ChatLook::kindName(m_row.kind) : Words::withoutTricks(attachment.name);
    QStringList facts{ChatLook::kindName(m_row.kind)};
    if (attachment.duration > 0) {
        facts << ChatLook::duration(attachment.duration);
    }
    if (attachment.size > 0) {
        facts << Words::size(attachment.size);
    }
    if (m_in.isBusy) {
        facts << (m_in.percent < 0 ? i18nc("@info of a file", "is being fetched…") : i18nc("@info of a file: percent", "%1 % fetched", m_in.percent));
    } else if (m_row.attachmentBlob.isEmpty() && !m_row.isWaiting) {
        facts << i18nc("@info of a file", "on the server");
    }
    m_parts << ChatRowPart{.kind = ChatRowPart::Kind::Attachment, .area = area, .words = name};
    draw([this, area, side, name, facts = facts.join(QStringLiteral(" · ")), font, metrics, smallMetrics, type = attachment.type](QPainter *painter, const Look &look) {
        QPainterPath frame;
        frame.addRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
        painter->setRenderHint(QPainter::Antialiasing);
        auto wash = ink();
        wash.setAlphaF(look.touched && look.touched->kind == ChatRowPart::Kind::Attachment ? 0.1F : 0.05F);
        painter->fillPath(frame, wash);
        wash.setAlphaF(0.2F);
        painter->strokePath(frame, QPen(wash, 1));
        ChatLook::kindIcon(m_row.kind, type).paint(painter, QRectF(area.left() + m_pad * 0.6, area.center().y() - side / 2, side, side).toRect());
        const auto left = area.left() + m_pad * 1.2 + side;
        const auto room = area.right() - left - m_pad * 0.6;
        const auto top = area.center().y() - (metrics.height() + smallMetrics.height()) / 2;
        painter->setFont(m_in.font);
        painter->setPen(ink());
        painter->drawText(QPointF(left, top + metrics.ascent()), metrics.elidedText(name, Qt::ElideMiddle, room));
        painter->setFont(font);
        painter->setPen(faint());
        painter->drawText(QPointF(left, top + metrics.height() + smallMetrics.ascent()), smallMetrics.elidedText(facts, Qt::ElideRight, room));
        if (m_in.isBusy) {
            const QRectF bar(area.left() + 4, area.bottom() - 4, (area.width() - 8) * (m_in.percent < 0 ? 30 : m_in.percent) / 100, 2);
            painter->fillRect(bar, m_in.palette.color(QPalette::Active, QPalette::Highlight));
        }
    });
    y = area.bottom() + m_pad * 0.2;
    return !m_row.text.isEmpty() && m_row.text != attachment.name ? words(y) : y;
}

qreal ChatRowLayout::reactions(qreal y)
{
    if (m_row.reactions.isEmpty()) {
        return y;
    }
    const auto font = small();
    const QFontMetricsF metrics(font);
    const auto height = metrics.height() + m_pad * 0.5;
    y += m_pad * 0.3;
    auto x = m_left;
    int index = 0;
    for (const auto &reaction : std::as_const(m_row.reactions)) {
        if (index >= mostReactions) {
            break;
        }
        const QString words = Words::shortened(reaction.key, 24) + u' ' + QString::number(reaction.count);
        const auto width = metrics.horizontalAdvance(words) + m_pad * 1.2;
        if (x + width > m_right && x > m_left) {
            x = m_left;
            y += height + m_pad * 0.3;
        }
        const QRectF area(x, y, width, height);
        const auto who = ChatSpoken::names(reaction.names);
        m_parts << ChatRowPart{.kind = ChatRowPart::Kind::Reaction,
                            .area = area,
                            .words = reaction.isMine ? i18nc("@action takes one's reaction back: emoji, names", "Take Back %1 (%2)", reaction.key, who)
                                                     : i18nc("@action reacts as others did: emoji, names", "Also %1 (%2)", reaction.key, who),
                            .index = index};
        draw([this, area, words, font, isMine = reaction.isMine, index](QPainter *painter, const Look &look) {
            QPainterPath pill;
            pill.addRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), area.height() / 2, area.height() / 2);
            painter->setRenderHint(QPainter::Antialiasing);
            const bool isTouched = look.touched && look.touched->kind == ChatRowPart::Kind::Reaction && look.touched->index == index;
            auto wash = isMine ? m_in.palette.color(QPalette::Active, QPalette::Highlight) : ink();
            auto edge = wash;
            wash.setAlphaF((isMine ? 0.22F : 0.06F) + (isTouched ? 0.08F : 0));
            edge.setAlphaF(isMine ? 0.9F : 0.25F);
            painter->fillPath(pill, wash);
            painter->strokePath(pill, QPen(edge, 1));
            painter->setFont(font);
            painter->setPen(ink());
            painter->drawText(area, Qt::AlignCenter, words);
        });
        x += width + m_pad * 0.4;
        ++index;
    }
    return y + height;
}

/// A sentence with a sign before it and what can be done about it behind it.
qreal ChatRowLayout::notice(qreal y, const QIcon &icon, const QString &sentence, const QColor &colour, const QList<ChatRowPart> &actions)
{
    const auto font = colour == ink() ? m_in.font : small();
    const QFontMetricsF metrics(font);
    const auto side = std::round(metrics.height());
    const auto left = m_left + side + m_pad * 0.5;
    const auto bounds = metrics.boundingRect(QRectF(0, 0, m_right - left, 10000), Qt::AlignLeading | Qt::TextWordWrap, sentence);
    const QRectF area(left, y, m_right - left, bounds.height() + 1);
    draw([this, icon, font, sentence, colour, area, side](QPainter *painter, const Look &) {
        icon.paint(painter, QRectF(m_left, area.top() + (QFontMetricsF(font).height() - side) / 2, side, side).toRect());
        painter->setFont(font);
        painter->setPen(colour);
        painter->drawText(area, Qt::AlignLeading | Qt::TextWordWrap, sentence);
    });
    if (m_textArea.isNull()) {
        m_textArea = area;
    }
    y = area.bottom();
    auto x = left;
    const auto height = metrics.height() + m_pad * 0.3;
    for (auto action : actions) {
        const auto width = metrics.horizontalAdvance(action.words);
        if (x + width > m_right && x > left) {
            x = left;
            y += height;
        }
        action.area = QRectF(x, y, width, height);
        draw([this, font, action](QPainter *painter, const Look &look) {
            auto under = font;
            under.setUnderline(look.touched && look.touched->kind == action.kind);
            painter->setFont(under);
            painter->setPen(m_in.palette.color(QPalette::Active, QPalette::Link));
            painter->drawText(action.area, Qt::AlignVCenter | Qt::AlignLeading, action.words);
        });
        m_parts << action;
        x += width + m_pad;
    }
    return actions.isEmpty() ? y : y + height;
}

qreal ChatRowLayout::foot(qreal y)
{
    using Kind = ChatRowPart::Kind;
    const auto icon = [](const char *name) {
        return QIcon::fromTheme(QString::fromLatin1(name));
    };
    if (const auto trust = ChatTrustWords::of(m_row.trust, m_row.senderName); !trust.sentence.isEmpty()) {
        y = notice(y, icon(trust.isGrave ? "security-low" : "security-medium"), trust.sentence, trust.isGrave ? schemed(KColorScheme::NegativeText) : faint(), {});
    }
    if (m_row.threadCount > 0 && !m_in.isThread) {
        y = notice(y, icon("dialog-messages"), i18ncp("@info of a thread", "%1 answer", "%1 answers", m_row.threadCount), faint(),
                   {ChatRowPart{.kind = Kind::Thread, .words = i18nc("@action:button", "Open Thread")}});
    }
    if (m_row.hasFailed) {
        const auto sentence = m_row.failure.isEmpty() ? i18nc("@info of a message", "This could not be sent.") : i18nc("@info the server's words", "This could not be sent: %1", m_row.failure);
        y = notice(y, icon("dialog-error"), sentence, schemed(KColorScheme::NegativeText),
                   {ChatRowPart{.kind = Kind::Retry, .words = i18nc("@action:button", "Try Again")}, ChatRowPart{.kind = Kind::Edit, .words = i18nc("@action:button", "Edit")},
                    ChatRowPart{.kind = Kind::Discard, .words = i18nc("@action:button", "Discard")}});
    } else if (m_row.isWaiting) {
        y = notice(y, icon("clock"), i18nc("@info of a message", "Waits to be sent"), faint(), {});
    }
    readers(y);
    return y;
}

/// At the right edge, in the last line.
void ChatRowLayout::readers(qreal y)
{
    if (m_row.readers.isEmpty()) {
        return;
    }
    const auto font = small();
    const QFontMetricsF metrics(font);
    const auto side = std::round(metrics.height());
    const auto shown = std::min<qsizetype>(m_row.readers.size(), mostReaders);
    const QString more = m_row.readers.size() > shown ? u'+' + QString::number(m_row.readers.size() - shown) : QString();
    const auto width = side + (shown - 1) * side * 0.7 + (more.isEmpty() ? 0 : metrics.horizontalAdvance(more) + m_pad * 0.4);
    const QRectF area(m_in.width - m_pad - width, std::max(0.0, y - side), width, side);
    m_parts << ChatRowPart{.kind = ChatRowPart::Kind::Readers, .area = area, .words = i18nc("@info names", "Read by %1", ChatSpoken::names(m_row.readers, 12))};
    draw([this, area, side, shown, more, font](QPainter *painter, const Look &) {
        painter->setFont(font);
        auto x = area.left();
        for (qsizetype i = 0; i < shown; ++i) {
            ChatLook::paintAvatar(painter, QRectF(x, area.top(), side, side), m_row.readers.at(i), m_row.readers.at(i), {});
            x += side * 0.7;
        }
        if (!more.isEmpty()) {
            painter->setPen(faint());
            painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter, more);
        }
    });
}

}
