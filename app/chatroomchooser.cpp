// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/chatroomchooser.h"

#include "chat/chatrows.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace Kontor
{

ChatRoomChooser::ChatRoomChooser(const std::shared_ptr<Store> &store, const QString &title, QWidget *parent)
    : QDialog(parent)
    , m_words(new QLineEdit(this))
    , m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("chatRoomChooser"));
    setWindowTitle(title);
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    auto *label = new QLabel(i18nc("@label", "&Room or person:"), this);
    label->setBuddy(m_words);
    layout->addWidget(label);
    m_words->setObjectName(QStringLiteral("roomWords"));
    m_words->setClearButtonEnabled(true);
    layout->addWidget(m_words);
    m_list->setObjectName(QStringLiteral("rooms"));
    m_list->setAccessibleName(i18nc("@label", "Rooms"));
    layout->addWidget(m_list, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_choose = buttons->addButton(i18nc("@action:button", "&Send"), QDialogButtonBox::AcceptRole);
    m_choose->setIcon(QIcon::fromTheme(QStringLiteral("document-send")));
    m_choose->setDefault(true);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &QListWidget::itemActivated, this, &QDialog::accept);
    connect(m_words, &QLineEdit::textChanged, this, &ChatRoomChooser::fill);
    connect(m_list, &QListWidget::currentRowChanged, this, [this](int row) { m_choose->setEnabled(row >= 0); });
    fill();
    resize(fontMetrics().averageCharWidth() * 60, fontMetrics().height() * 22);
    store
        ->read([](const Reader &reader) -> Result<QList<ChatRoomRow>> {
            QList<qint64> ids;
            auto read = reader.prepare("SELECT item FROM chat_room WHERE membership = 'join' AND space = 0 AND successor IS NULL ORDER BY last_time DESC, item DESC LIMIT 2000")
                            .each([&ids](const Statement &row) { ids << row.integer(0); });
            if (!read) {
                return std::unexpected(read.error());
            }
            return ChatRows::rooms(reader, ids).transform([&ids](const QHash<qint64, ChatRoomRow> &rows) {
                QList<ChatRoomRow> list;
                for (const auto id : std::as_const(ids)) {
                    if (rows.contains(id)) {
                        list << rows.value(id);
                    }
                }
                return list;
            });
        })
        .then(this, [this](const Result<QList<ChatRoomRow>> &rooms) {
            m_rooms = rooms.value_or(QList<ChatRoomRow>());
            fill();
        });
}

void ChatRoomChooser::fill()
{
    const auto words = m_words->text().split(u' ', Qt::SkipEmptyParts);
    m_list->clear();
    for (const auto &room : std::as_const(m_rooms)) {
        const auto fits = std::ranges::all_of(words, [&room](const QString &word) {
            return room.title.contains(word, Qt::CaseInsensitive) || room.roomId.contains(word, Qt::CaseInsensitive) || room.directWith.contains(word, Qt::CaseInsensitive);
        });
        if (!fits) {
            continue;
        }
        auto *item = new QListWidgetItem(QIcon::fromTheme(room.directWith.isEmpty() ? QStringLiteral("user-group-properties") : QStringLiteral("user-identity")), room.title, m_list);
        item->setData(Qt::UserRole, room.item.value);
        item->setToolTip(room.directWith.isEmpty() ? room.topic : room.directWith);
    }
    m_list->setCurrentRow(m_list->count() > 0 ? 0 : -1);
    m_choose->setEnabled(m_list->currentRow() >= 0);
}

ItemId ChatRoomChooser::room() const
{
    const auto *item = m_list->currentItem();
    return item ? ItemId{item->data(Qt::UserRole).toLongLong()} : ItemId();
}

}
