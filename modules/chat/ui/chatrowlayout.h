// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/ui/chatpictures.h"
#include "chat/ui/chatrowtext.h"

#include <QFont>
#include <QPalette>
#include <QRectF>

#include <functional>
#include <memory>

class QPainter;
class QWidget;

namespace Kontor
{

/// Something within a row that can be pressed: by the mouse, or from the row's menu. A value.
struct ChatRowPart {
    enum class Kind {
        Link, ///< target
        Reply, ///< to the message that was answered
        Attachment, ///< opens it, or fetches it first
        Reaction, ///< index
        Thread,
        Sender,
        Problem, ///< what may help
        Retry,
        Edit, ///< what waits or failed
        Discard,
        Gap,
        Call,
        Readers, ///< only to be looked at
        Fold, ///< opens or closes folded rows
    };
    Kind kind = Kind::Link;
    QRectF area{}; ///< within the row
    QString words{}; ///< what it is, for menus and tool tips
    QUrl target{};
    int index = 0;
};

/// One row of a timeline, measured for a width and ready to be painted.
class ChatRowLayout
{
public:
    struct Surroundings {
        int width = 0;
        QFont font{};
        QPalette palette{};
        const QWidget *widget = nullptr; ///< for the style
        ChatPictures *pictures = nullptr; ///< none: nobody has a picture
        CollectionId account{};
        bool isGrouped = false; ///< follows a message of the same person
        bool isOnline = true;
        bool isThread = false; ///< a thread is shown: it does not offer itself
        bool isBusy = false; ///< what the row offers is under way
        int percent = -1; ///< of what is under way; -1: not known
        QString problem{}; ///< of a gap that could not be filled
        QString dayText{}; ///< of a day
        int folded = 0; ///< State: so many more rows are folded into it
        bool isUnfolded = false;
        bool operator==(const Surroundings &other) const;
    };
    struct Look {
        bool isSelected = false;
        bool hasFocus = false;
        bool isTouched = false; ///< by the mouse
        bool isMarked = false; ///< was just gone to
        const ChatRowPart *touched = nullptr;
    };

    ChatRowLayout(const ChatTimelineRow &row, const Surroundings &surroundings);
    ~ChatRowLayout();
    Q_DISABLE_COPY_MOVE(ChatRowLayout)

    const ChatTimelineRow &row() const;
    const Surroundings &surroundings() const;
    int height() const;
    const QList<ChatRowPart> &parts() const;
    const ChatRowPart *partAt(const QPointF &point) const;
    QRectF textArea() const; ///< of its words; null: it has none
    const ChatRowText *text() const;

    void paint(QPainter *painter, const QPointF &at, const Look &look) const;

    /// The height of a row that is not loaded yet.
    static int placeholderHeight(const Surroundings &surroundings);

private:
    void layOutLine(); ///< day, unread
    void layOutGap();
    void layOutState();
    void layOutMessage();
    qreal head(qreal y);
    qreal reply(qreal y);
    qreal words(qreal y);
    qreal picture(qreal y);
    qreal file(qreal y);
    qreal reactions(qreal y);
    qreal foot(qreal y);
    qreal notice(qreal y, const QIcon &icon, const QString &sentence, const QColor &colour, const QList<ChatRowPart> &actions);
    void readers(qreal y);
    void draw(std::function<void(QPainter *, const Look &)> stroke);
    QColor faint() const;
    QColor ink() const;
    QFont small() const;

    ChatTimelineRow m_row;
    Surroundings m_in;
    std::unique_ptr<ChatRowText> m_text;
    QRectF m_textArea;
    QList<ChatRowPart> m_parts;
    QList<std::function<void(QPainter *, const Look &)>> m_strokes;
    int m_height = 0;
    qreal m_left = 0; ///< where words begin
    qreal m_right = 0; ///< and end
    qreal m_pad = 0;
    qreal m_side = 0; ///< of the sender's picture
};

}
