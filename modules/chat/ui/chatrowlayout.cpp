// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatrowlayout.h"

#include "chat/ui/chatlook.h"
#include "chat/ui/chatproblem.h"
#include "shell/readableselection.h"
#include "shell/words.h"

#include <KColorScheme>
#include <KLocalizedString>
#include <QAbstractTextDocumentLayout>
#include <QFontMetricsF>
#include <QPainter>
#include <QPalette>
#include <QPainterPath>
#include <QStyle>
#include <QStyleOption>
#include <QWidget>

namespace Kontor
{
namespace
{
/// Also on the background of the current row.
QColor legible(QColor colour)
{
    constexpr double enough = 6;
    const auto ground = QPalette().color(QPalette::Base);
    const bool isDark = ground.lightnessF() < 0.5F;
    for (int step = 0; step < 10 && ReadableSelection::contrast(colour, ground) < enough; ++step) {
        colour = isDark ? colour.lighter(110) : colour.darker(110);
    }
    return colour;
}

constexpr int widestLine = 96; // average characters; longer lines are hard to read

qreal characterOf(const QFont &font)
{
    return QFontMetricsF(font).averageCharWidth();
}
}

bool ChatRowLayout::Surroundings::operator==(const Surroundings &other) const
{
    return width == other.width && font == other.font && palette.cacheKey() == other.palette.cacheKey() && account == other.account && isGrouped == other.isGrouped
        && isOnline == other.isOnline && isThread == other.isThread && isBusy == other.isBusy && percent == other.percent && problem == other.problem && folded == other.folded && isUnfolded == other.isUnfolded
        && dayText == other.dayText;
}

ChatRowLayout::ChatRowLayout(const ChatTimelineRow &row, const Surroundings &surroundings)
    : m_row(row)
    , m_in(surroundings)
{
    const QFontMetricsF metrics(m_in.font);
    m_pad = std::round(metrics.height() * 0.55);
    m_side = std::round(metrics.height() * 2);
    m_left = m_pad + m_side + m_pad;
    m_right = std::min<qreal>(m_in.width - m_pad * 2, m_left + characterOf(m_in.font) * widestLine);
    m_right = std::max(m_right, m_left + metrics.height() * 4);
    switch (row.kind) {
    case ChatRowKind::Day:
    case ChatRowKind::Unread:
        layOutLine();
        break;
    case ChatRowKind::Gap:
        layOutGap();
        break;
    case ChatRowKind::State:
        layOutState();
        break;
    default:
        layOutMessage();
        break;
    }
    m_strokes.squeeze();
}

ChatRowLayout::~ChatRowLayout() = default;

const ChatTimelineRow &ChatRowLayout::row() const
{
    return m_row;
}

const ChatRowLayout::Surroundings &ChatRowLayout::surroundings() const
{
    return m_in;
}

int ChatRowLayout::height() const
{
    return m_height;
}

const QList<ChatRowPart> &ChatRowLayout::parts() const
{
    return m_parts;
}

QRectF ChatRowLayout::textArea() const
{
    return m_textArea;
}

const ChatRowText *ChatRowLayout::text() const
{
    return m_text.get();
}

int ChatRowLayout::placeholderHeight(const Surroundings &surroundings)
{
    return int(QFontMetricsF(surroundings.font).height() * 3);
}

const ChatRowPart *ChatRowLayout::partAt(const QPointF &point) const
{
    if (m_text && m_textArea.contains(point)) {
        const auto anchor = m_text->documentLayout()->anchorAt(point - m_textArea.topLeft());
        for (const auto &part : m_parts) {
            if (part.kind == ChatRowPart::Kind::Link && !anchor.isEmpty() && part.target == QUrl(anchor)) {
                return &part;
            }
        }
    }
    for (const auto &part : m_parts) {
        if (part.kind != ChatRowPart::Kind::Link && part.area.contains(point)) {
            return &part;
        }
    }
    return nullptr;
}

void ChatRowLayout::draw(std::function<void(QPainter *, const Look &)> stroke)
{
    m_strokes << std::move(stroke);
}

QColor ChatRowLayout::ink() const
{
    return m_in.palette.color(QPalette::Active, QPalette::Text);
}

QColor ChatRowLayout::faint() const
{
    const auto text = ink();
    const auto base = m_in.palette.color(QPalette::Active, QPalette::Base);
    constexpr float weight = 0.72F; // more than 4.5:1
    return QColor::fromRgbF(text.redF() * weight + base.redF() * (1 - weight), text.greenF() * weight + base.greenF() * (1 - weight),
                            text.blueF() * weight + base.blueF() * (1 - weight));
}

QFont ChatRowLayout::small() const
{
    auto font = m_in.font;
    font.setPointSizeF(font.pointSizeF() > 0 ? font.pointSizeF() * 0.86 : 9);
    return font;
}

void ChatRowLayout::paint(QPainter *painter, const QPointF &at, const Look &look) const
{
    painter->save();
    painter->translate(at);
    const QRectF whole(0, 0, m_in.width, m_height);
    auto tint = m_in.palette.color(QPalette::Active, QPalette::Highlight);
    const auto accent = tint;
    const bool isLine = m_row.kind == ChatRowKind::Day || m_row.kind == ChatRowKind::Unread;
    if ((look.isSelected || look.isMarked || look.isTouched) && !isLine) {
        tint.setAlphaF(look.isMarked ? 0.26F : look.isSelected ? (look.hasFocus ? 0.2F : 0.12F) : 0.06F);
        painter->fillRect(whole, tint);
    }
    if (m_row.mentionsMe) {
        auto wash = KColorScheme(QPalette::Active, KColorScheme::View).foreground(KColorScheme::NeutralText).color();
        painter->fillRect(QRectF(0, 0, 3, m_height), wash);
        wash.setAlphaF(0.1F); // on light and dark
        painter->fillRect(whole, wash);
    } else if (look.isSelected && look.hasFocus) {
        painter->fillRect(QRectF(0, 0, 3, m_height), accent);
    }
    for (const auto &stroke : m_strokes) {
        painter->save();
        stroke(painter, look);
        painter->restore();
    }
    if (look.hasFocus) {
        painter->setPen(QPen(ink(), 1, Qt::DotLine));
        painter->drawRect(whole.adjusted(1, 1, -2, -2));
    }
    painter->restore();
}

void ChatRowLayout::layOutLine()
{
    const bool isUnread = m_row.kind == ChatRowKind::Unread;
    auto font = small();
    font.setWeight(QFont::DemiBold);
    const QFontMetricsF metrics(font);
    const auto words = isUnread ? i18nc("@info a line between messages", "New messages") : m_in.dayText;
    m_height = int(std::ceil(metrics.height() + m_pad * 2));
    draw([this, isUnread, font, words, metrics](QPainter *painter, const Look &) {
        const auto colour = isUnread ? legible(KColorScheme(QPalette::Active, KColorScheme::View).foreground(KColorScheme::NegativeText).color()) : faint();
        auto line = isUnread ? colour : ink();
        line.setAlphaF(isUnread ? 0.8F : 0.2F);
        painter->setFont(font);
        const auto width = metrics.horizontalAdvance(words) + m_pad * 2;
        const auto middle = m_in.width / 2.0;
        const auto y = std::round(m_height / 2.0) + 0.5;
        painter->setPen(QPen(line, 1));
        painter->drawLine(QPointF(m_pad, y), QPointF(middle - width / 2, y));
        painter->drawLine(QPointF(middle + width / 2, y), QPointF(m_in.width - m_pad, y));
        painter->setPen(colour);
        painter->drawText(QRectF(0, 0, m_in.width, m_height), Qt::AlignCenter, words);
    });
}

void ChatRowLayout::layOutGap()
{
    const auto metrics = QFontMetricsF(m_in.font);
    QString words;
    QString action;
    if (m_in.isBusy) {
        words = i18nc("@info", "Older messages are being fetched…");
    } else if (!m_in.problem.isEmpty()) {
        words = m_in.problem;
        action = i18nc("@action:button", "Try Again");
    } else if (!m_in.isOnline) {
        words = i18nc("@info", "Older messages are on the server. They come when there is a connection.");
    } else {
        words = i18nc("@info", "Older messages are on the server.");
        action = i18nc("@action:button older messages", "Fetch Them");
    }
    const auto room = m_in.width - m_pad * 4;
    const auto bounds = metrics.boundingRect(QRectF(0, 0, room, 10000), Qt::AlignHCenter | Qt::TextWordWrap, words);
    auto y = m_pad + bounds.height();
    if (!action.isEmpty()) {
        const auto width = metrics.horizontalAdvance(action) + m_pad * 2;
        const QRectF button((m_in.width - width) / 2, y + m_pad / 3, width, metrics.height() + m_pad / 2);
        m_parts << ChatRowPart{.kind = ChatRowPart::Kind::Gap, .area = button, .words = action};
        y = button.bottom();
    }
    m_height = int(std::ceil(y + m_pad));
    draw([this, words, action, room, bounds](QPainter *painter, const Look &) {
        painter->setPen(faint());
        painter->setFont(m_in.font);
        painter->drawText(QRectF(m_pad * 2, m_pad, room, bounds.height() + 1), Qt::AlignHCenter | Qt::TextWordWrap, words);
        if (!m_parts.isEmpty()) {
            painter->setPen(m_in.palette.color(QPalette::Active, QPalette::Link));
            painter->drawText(m_parts.first().area, Qt::AlignCenter, action);
        }
    });
}

void ChatRowLayout::layOutState()
{
    const auto font = small();
    const QFontMetricsF metrics(font);
    auto words = m_row.text;
    if (m_in.folded > 1) {
        words = m_in.isUnfolded ? i18ncp("@action closes a list of changes of the room", "Hide %1 change", "Hide %1 changes", m_in.folded)
                                : i18ncp("@info so many changes of a room, folded", "%1 change of the room", "%1 changes of the room", m_in.folded);
    }
    const auto room = m_right - m_left;
    const auto bounds = metrics.boundingRect(QRectF(0, 0, room, 10000), Qt::AlignLeading | Qt::TextWordWrap, words);
    m_height = int(std::ceil(bounds.height() + m_pad * 0.8));
    m_textArea = QRectF(m_left, m_pad * 0.4, room, bounds.height() + 1);
    if (m_in.folded > 1) {
        m_parts << ChatRowPart{.kind = ChatRowPart::Kind::Fold,
                            .area = QRectF(0, 0, m_in.width, m_height),
                            .words = m_in.isUnfolded ? i18nc("@action closes what was folded", "Hide Changes") : i18nc("@action opens what is folded", "Show Changes")};
    }
    draw([this, font, words, metrics](QPainter *painter, const Look &) {
        painter->setPen(faint());
        painter->setFont(font);
        painter->drawText(m_textArea, Qt::AlignLeading | Qt::TextWordWrap, words);
        const auto side = metrics.height() * 0.9;
        const QRectF place(m_left - m_pad - side, m_textArea.top() + (metrics.height() - side) / 2, side, side);
        if (m_in.folded > 1 && m_in.widget) {
            QStyleOption sign;
            sign.initFrom(m_in.widget);
            sign.rect = place.toRect();
            m_in.widget->style()->drawPrimitive(m_in.isUnfolded ? QStyle::PE_IndicatorArrowDown : QStyle::PE_IndicatorArrowRight, &sign, painter, m_in.widget);
        } else {
            ChatLook::kindIcon(ChatRowKind::State).paint(painter, place.toRect());
        }
    });
}

void ChatRowLayout::layOutMessage()
{
    auto y = m_in.isGrouped ? m_pad * 0.2 : m_pad * 0.7;
    y = head(y);
    y = reply(y);
    switch (m_row.kind) {
    case ChatRowKind::Image:
    case ChatRowKind::Sticker:
        y = picture(y);
        break;
    case ChatRowKind::Audio:
    case ChatRowKind::Video:
    case ChatRowKind::File:
        y = file(y);
        break;
    case ChatRowKind::Unreadable: {
        const auto problem = ChatProblemWords::of(m_row.problem);
        QList<ChatRowPart> actions;
        if (problem.remedy != ChatProblemWords::Remedy::None) {
            actions << ChatRowPart{.kind = ChatRowPart::Kind::Problem, .words = problem.action};
        }
        y = notice(y, ChatLook::kindIcon(m_row.kind), problem.sentence, faint(), actions);
        break;
    }
    case ChatRowKind::Redacted:
        y = notice(y, ChatLook::kindIcon(m_row.kind), m_row.text.isEmpty() ? i18nc("@info in place of a message", "This message was deleted.") : m_row.text, faint(), {});
        break;
    case ChatRowKind::Location:
    case ChatRowKind::Poll:
        y = notice(y, ChatLook::kindIcon(m_row.kind), m_row.text, ink(), {});
        break;
    case ChatRowKind::Call:
        y = notice(y, ChatLook::kindIcon(m_row.kind), m_row.text, ink(), {ChatRowPart{.kind = ChatRowPart::Kind::Call, .words = i18nc("@action:button", "Open the Call")}});
        break;
    default:
        y = words(y);
        break;
    }
    y = reactions(y);
    y = foot(y);
    m_height = int(std::ceil(std::max(y + m_pad * 0.35, m_in.isGrouped ? 0 : m_pad * 0.7 + m_side + m_pad * 0.35)));
}

qreal ChatRowLayout::head(qreal y)
{
    const auto time = Words::time(m_row.time.time());
    if (m_in.isGrouped) { // only where the mouse or the focus is
        draw([this, time, y](QPainter *painter, const Look &look) {
            if (look.isTouched || look.isSelected) {
                const auto font = small();
                painter->setFont(font);
                painter->setPen(faint());
                const auto lead = (QFontMetricsF(m_in.font).ascent() - QFontMetricsF(font).ascent());
                painter->drawText(QRectF(0, y + lead, m_left - m_pad * 0.6, QFontMetricsF(font).height()), Qt::AlignRight | Qt::AlignTop, time);
            }
        });
        return y;
    }
    auto bold = m_in.font;
    bold.setWeight(QFont::DemiBold);
    const QFontMetricsF metrics(bold);
    const auto timeFont = small();
    const QFontMetricsF timeMetrics(timeFont);
    const auto name = m_row.isMine && m_row.senderName.isEmpty() ? i18nc("@info who wrote a message", "You") : m_row.senderName;
    const auto shown = metrics.elidedText(name, Qt::ElideRight, m_right - m_left - timeMetrics.horizontalAdvance(time) - m_pad * 2);
    const auto width = metrics.horizontalAdvance(shown);
    m_parts << ChatRowPart{.kind = ChatRowPart::Kind::Sender, .area = QRectF(m_pad, y, m_left - m_pad + width, metrics.height()), .words = name};
    draw([this, bold, shown, metrics, timeFont, timeMetrics, time, width, y](QPainter *painter, const Look &) {
        const QRectF place(m_pad, y, m_side, m_side);
        const auto ratio = painter->device()->devicePixelRatioF();
        const auto picture = m_in.pictures ? m_in.pictures->avatar(m_in.account, m_row.senderAvatar, int(m_side * ratio)) : QPixmap();
        painter->setFont(m_in.font);
        ChatLook::paintAvatar(painter, place, m_row.senderName, m_row.sender, picture);
        painter->setFont(bold);
        painter->setPen(ChatLook::colour(m_row.sender, m_in.palette));
        painter->drawText(QPointF(m_left, y + metrics.ascent()), shown);
        painter->setFont(timeFont);
        painter->setPen(faint());
        painter->drawText(QPointF(m_left + width + m_pad * 0.8, y + metrics.ascent()), time);
        Q_UNUSED(timeMetrics)
    });
    return y + metrics.height() + m_pad * 0.15;
}

qreal ChatRowLayout::reply(qreal y)
{
    if (!m_row.replyTo && m_row.replyToId.isEmpty()) {
        return y;
    }
    const auto font = small();
    const QFontMetricsF metrics(font);
    const auto name = m_row.replyName.isEmpty() ? QString() : m_row.replyName + QStringLiteral(": ");
    const auto what = m_row.replyText.isEmpty() ? i18nc("@info instead of the message that was answered", "An older message") : Words::shortened(m_row.replyText, 200);
    const auto words = metrics.elidedText(name + what, Qt::ElideRight, m_right - m_left - m_pad * 1.5);
    const QRectF area(m_left, y, m_right - m_left, metrics.height() + m_pad * 0.3);
    m_parts << ChatRowPart{.kind = ChatRowPart::Kind::Reply, .area = area, .words = i18nc("@action to the message that was answered", "Go to What Was Answered")};
    draw([this, font, words, area](QPainter *painter, const Look &) {
        auto line = m_in.palette.color(QPalette::Active, QPalette::Highlight);
        painter->fillRect(QRectF(area.left(), area.top() + 1, 2, area.height() - 2), line);
        painter->setFont(font);
        painter->setPen(faint());
        painter->drawText(area.adjusted(m_pad * 0.8, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine, words);
    });
    return area.bottom() + m_pad * 0.25;
}

qreal ChatRowLayout::words(qreal y)
{
    m_text = std::make_unique<ChatRowText>();
    m_text->show(m_row, m_in.font, m_in.palette);
    m_text->setTextWidth(m_right - m_left);
    const auto size = m_text->size();
    m_textArea = QRectF(m_left, y, m_right - m_left, size.height());
    for (const auto all = m_text->links(); const auto &link : all) {
        m_parts << ChatRowPart{.kind = ChatRowPart::Kind::Link, .area = {}, .words = link.text, .target = link.target};
    }
    draw([this](QPainter *painter, const Look &) {
        QAbstractTextDocumentLayout::PaintContext context;
        context.palette = m_in.palette;
        context.palette.setColor(QPalette::Text, m_row.kind == ChatRowKind::Notice || (m_row.isWaiting && !m_row.hasFailed) ? faint() : ink());
        painter->translate(m_textArea.topLeft());
        painter->setClipRect(QRectF(0, 0, m_textArea.width(), m_textArea.height()));
        m_text->documentLayout()->draw(painter, context);
    });
    return m_textArea.bottom();
}

}
