// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatsourcedialog.h"

#include "chat/chatrows.h"

#include <KLocalizedString>
#include <QApplication>
#include <QCalendarWidget>
#include <QClipboard>
#include <QFontDatabase>
#include <QJsonDocument>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace Kontor
{

ChatSourceDialog::ChatSourceDialog(const std::shared_ptr<Store> &store, ItemId event, QWidget *parent)
    : ChatForm("sourceDialog", i18nc("@title:window", "Message Source"), parent)
    , m_text(new QPlainTextEdit(this))
{
    m_text->setObjectName(QStringLiteral("messageSource"));
    m_text->setAccessibleName(i18nc("@label", "Message source"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setMinimumSize(fontMetrics().averageCharWidth() * 84, fontMetrics().height() * 24);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    body()->addWidget(m_text, 1);
    auto *copy = addButton("copySource", i18nc("@action:button", "&Copy"));
    connect(copy, &QPushButton::clicked, this, [this] {
        QApplication::clipboard()->setText(m_text->toPlainText());
    });
    addClose();
    wait<std::optional<ChatEventFacts>>(store->read([event](const Reader &reader) {
        return ChatRows::eventFacts(reader, event);
    }),
                                        {}, [this](const Result<std::optional<ChatEventFacts>> &facts) {
                                            if (!facts) {
                                                tell(facts.error());
                                            } else if (*facts) {
                                                m_text->setPlainText(describe(**facts));
                                                m_text->moveCursor(QTextCursor::Start);
                                            } else {
                                                tell(i18nc("@info", "The message is not here any more."));
                                            }
                                        });
    m_text->setFocus();
}

QString ChatSourceDialog::text() const
{
    return m_text->toPlainText();
}

QString ChatSourceDialog::describe(const ChatEventFacts &facts)
{
    QJsonObject event{{QStringLiteral("event_id"), facts.eventId},
                      {QStringLiteral("room_id"), facts.roomId},
                      {QStringLiteral("sender"), facts.sender},
                      {QStringLiteral("type"), facts.type},
                      {QStringLiteral("origin_server_ts"), facts.sent},
                      {QStringLiteral("content"), facts.content}};
    if (facts.stateKey) {
        event.insert(QStringLiteral("state_key"), *facts.stateKey);
    }
    auto text = QString::fromUtf8(QJsonDocument(event).toJson());
    if (!facts.clearType.isEmpty()) {
        const QJsonObject clear{{QStringLiteral("type"), facts.clearType}, {QStringLiteral("content"), facts.clear}};
        text += u'\n' + i18nc("@info above the decrypted source of a message", "Decrypted:") + u'\n' + QString::fromUtf8(QJsonDocument(clear).toJson());
    }
    return text;
}

ChatDayDialog::ChatDayDialog(const QDate &day, QWidget *parent)
    : ChatForm("dayDialog", i18nc("@title:window", "Go to Date"), parent)
    , m_calendar(new QCalendarWidget(this))
{
    m_calendar->setObjectName(QStringLiteral("chatDay"));
    m_calendar->setAccessibleName(i18nc("@label", "Day"));
    m_calendar->setMaximumDate(QDate::currentDate());
    m_calendar->setSelectedDate(day.isValid() ? day : QDate::currentDate());
    body()->addWidget(m_calendar);
    auto *go = addAccept("goToDay", i18nc("@action:button", "&Go There"));
    addCancel();
    const auto take = [this] {
        Q_EMIT dayChosen(m_calendar->selectedDate());
        accept();
    };
    connect(go, &QPushButton::clicked, this, take);
    connect(m_calendar, &QCalendarWidget::activated, this, take);
    m_calendar->setFocus();
}

}
