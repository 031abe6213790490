// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatroomfilter.h"

#include "shell/announcer.h"

#include <KLocalizedString>
#include <QKeyEvent>

namespace Kontor
{
namespace
{
constexpr std::chrono::milliseconds restOfTyping{400};
}

ChatRoomFilter::ChatRoomFilter(ChatRoomListModel *rooms, QWidget *parent)
    : QLineEdit(parent)
    , m_rooms(rooms)
{
    setObjectName(QStringLiteral("roomFilter"));
    setPlaceholderText(i18nc("@info:placeholder", "Find rooms and people"));
    setAccessibleName(i18nc("@label:textbox", "Find rooms and people"));
    setClearButtonEnabled(true);
    connect(this, &QLineEdit::textChanged, m_rooms, [this](const QString &words) {
        auto view = m_rooms->view();
        view.words = words;
        m_said.clear();
        m_rooms->setView(view);
    });
    m_pause.setSingleShot(true);
    m_pause.setInterval(restOfTyping);
    connect(m_rooms, &QueryModel::queryFinished, &m_pause, qOverload<>(&QTimer::start));
    connect(&m_pause, &QTimer::timeout, this, &ChatRoomFilter::sayFound);
    connect(this, &QLineEdit::returnPressed, this, [this] {
        if (const auto room = first()) {
            Q_EMIT roomChosen(room);
            clear();
        }
    });
}

void ChatRoomFilter::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Down && event->modifiers() == Qt::NoModifier) {
        if (const auto room = first()) {
            Q_EMIT listWanted(room);
        }
        return;
    }
    QLineEdit::keyPressEvent(event);
}

ItemId ChatRoomFilter::first() const
{
    for (int row = 0; row < m_rooms->rowCount(); ++row) {
        if (const auto room = m_rooms->roomAt(row)) {
            return room;
        }
    }
    return {};
}

void ChatRoomFilter::sayFound()
{
    if (!hasFocus() || m_said == text() || m_rooms->view().words != text()) {
        return;
    }
    m_said = text();
    if (text().isEmpty()) {
        return;
    }
    int found = 0;
    for (int row = 0; row < m_rooms->rowCount(); ++row) {
        found += m_rooms->roomAt(row) ? 1 : 0;
    }
    Announcer::sayNow(this, found == 0 ? i18nc("@info spoken", "No room or person is called so")
                                       : i18ncp("@info spoken: how many rooms were found", "%1 room", "%1 rooms", found));
}

}
