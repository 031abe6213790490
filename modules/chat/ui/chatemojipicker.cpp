// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatemojipicker.h"

#include "chat/ui/chatlook.h"
#include "shell/announcer.h"
#include "shell/metrics.h"

#include <KConfigGroup>
#include <KLocalizedString>
#include <KSharedConfig>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>

namespace Kontor
{
namespace
{
constexpr int mostFound = 200;
constexpr int recentGroup = -1;

KConfigGroup settings()
{
    return KSharedConfig::openConfig()->group(QStringLiteral("Chat"));
}
}

void ChatEmojiModel::setEmoji(const QList<ChatEmoji> &emoji)
{
    beginResetModel();
    m_emoji = emoji;
    endResetModel();
}

QString ChatEmojiModel::symbolAt(int row) const
{
    return m_emoji.value(row).symbol;
}

QString ChatEmojiModel::nameAt(int row) const
{
    return m_emoji.value(row).name;
}

int ChatEmojiModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_emoji.size());
}

QVariant ChatEmojiModel::data(const QModelIndex &index, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return symbolAt(index.row());
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole:
        return nameAt(index.row());
    case Qt::TextAlignmentRole:
        return Qt::AlignCenter;
    default:
        return {};
    }
}

ChatEmojiPicker::ChatEmojiPicker(QWidget *parent)
    : QDialog(parent)
    , m_table(ChatEmojiTable::load())
    , m_model(new ChatEmojiModel(this))
    , m_search(new QLineEdit(this))
    , m_groups(new QComboBox(this))
    , m_tones(new QComboBox(this))
    , m_grid(new QListView(this))
    , m_name(new QLabel(this))
{
    setObjectName(QStringLiteral("emojiPicker"));
    setWindowTitle(i18nc("@title:window", "Choose Emoji"));
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    m_search->setObjectName(QStringLiteral("emojiSearch"));
    m_search->setPlaceholderText(i18nc("@info:placeholder", "Search by name"));
    m_search->setAccessibleName(i18nc("@label:textbox", "Search emoji by name"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_groups->setObjectName(QStringLiteral("emojiGroups"));
    m_groups->addItem(i18nc("@item:inlistbox a group of emoji", "Used Last"), recentGroup);
    for (int group = 0; group <= int(ChatEmoji::Group::Flags); ++group) {
        m_groups->addItem(ChatEmojiTable::groupTitle(ChatEmoji::Group(group)), group);
    }
    m_groups->setAccessibleName(i18nc("@label:listbox", "Group"));
    m_tones->setObjectName(QStringLiteral("emojiTones"));
    m_tones->setAccessibleName(i18nc("@label:listbox", "Skin colour"));
    const QStringList tones{i18nc("@item:inlistbox skin colour of emoji", "Yellow skin"), i18nc("@item:inlistbox skin colour of emoji", "Light skin"),
                            i18nc("@item:inlistbox skin colour of emoji", "Medium-light skin"), i18nc("@item:inlistbox skin colour of emoji", "Medium skin"),
                            i18nc("@item:inlistbox skin colour of emoji", "Medium-dark skin"), i18nc("@item:inlistbox skin colour of emoji", "Dark skin")};
    m_tones->addItems(tones);
    m_tones->setCurrentIndex(std::clamp(settings().readEntry("EmojiSkin", 0), 0, 5));
    auto *line = new QHBoxLayout;
    line->addWidget(m_groups, 1);
    line->addWidget(m_tones);
    auto large = ChatLook::withEmoji(font());
    large.setPointSizeF(large.pointSizeF() * 1.7);
    const int cell = QFontMetrics(large).height() * 5 / 4;
    m_grid->setObjectName(QStringLiteral("emojiGrid"));
    m_grid->setAccessibleName(i18nc("@label", "Emoji"));
    m_grid->setFont(large);
    m_grid->setViewMode(QListView::IconMode);
    m_grid->setMovement(QListView::Static);
    m_grid->setResizeMode(QListView::Adjust);
    m_grid->setUniformItemSizes(true);
    m_grid->setGridSize({cell, cell});
    m_grid->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_grid->setModel(m_model);
    m_grid->setMinimumSize(cell * 9 + 24, cell * 6);
    m_grid->installEventFilter(this);
    m_name->setObjectName(QStringLiteral("emojiName"));
    m_name->setTextFormat(Qt::PlainText);
    m_name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    layout->addWidget(m_search);
    layout->addLayout(line);
    layout->addWidget(m_grid, 1);
    layout->addWidget(m_name);
    connect(m_search, &QLineEdit::textChanged, this, &ChatEmojiPicker::fill);
    connect(m_groups, &QComboBox::currentIndexChanged, this, &ChatEmojiPicker::fill);
    connect(m_tones, &QComboBox::currentIndexChanged, this, [this](int tone) {
        auto group = settings();
        group.writeEntry("EmojiSkin", tone);
        fill();
    });
    connect(m_grid->selectionModel(), &QItemSelectionModel::currentChanged, this, &ChatEmojiPicker::tellCurrent);
    connect(m_grid, &QListView::clicked, this, &ChatEmojiPicker::take);
    fill();
    m_search->setFocus();
}

int ChatEmojiPicker::count() const
{
    return m_model->rowCount();
}

QString ChatEmojiPicker::chosenName() const
{
    return m_model->nameAt(m_grid->currentIndex().row());
}

void ChatEmojiPicker::fill()
{
    const auto words = m_search->text().trimmed();
    QList<ChatEmoji> emoji;
    if (!words.isEmpty()) {
        emoji = m_table->find(words, mostFound);
    } else if (const int group = m_groups->currentData().toInt(); group != recentGroup) {
        emoji = m_table->inGroup(ChatEmoji::Group(group));
    } else {
        auto recents = settings().readEntry("Emoji", QStringList());
        for (const auto proposals = ChatEmojiTable::proposals(); const auto &one : proposals) {
            if (!recents.contains(one)) {
                recents << one;
            }
        }
        for (const auto &symbol : std::as_const(recents)) {
            if (const auto name = m_table->nameOf(symbol); !name.isEmpty()) {
                emoji << ChatEmoji{.symbol = symbol, .name = name};
            }
        }
    }
    if (const int tone = m_tones->currentIndex(); tone > 0) {
        for (auto &one : emoji) {
            if (one.hasSkinTones) {
                one.symbol = ChatEmojiTable::skinTones(one).value(tone - 1, one.symbol);
            }
        }
    }
    m_groups->setEnabled(words.isEmpty());
    m_model->setEmoji(emoji);
    if (!emoji.isEmpty()) {
        m_grid->setCurrentIndex(m_model->index(0));
    } else {
        m_name->setText(i18nc("@info no emoji has such a name", "None is called so"));
    }
}

void ChatEmojiPicker::tellCurrent()
{
    const auto name = chosenName();
    m_name->setText(name);
    if (m_search->hasFocus() && !name.isEmpty()) {
        Announcer::sayNow(m_search, name);
    }
}

void ChatEmojiPicker::take()
{
    const auto symbol = m_model->symbolAt(m_grid->currentIndex().row());
    if (symbol.isEmpty()) {
        return;
    }
    auto group = settings();
    group.writeEntry("Emoji", ChatEmojiTable::used(group.readEntry("Emoji", QStringList()), symbol));
    Q_EMIT taken(symbol);
    accept();
}

bool ChatEmojiPicker::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            take();
            return true;
        }
        const bool isArrow = key->key() == Qt::Key_Up || key->key() == Qt::Key_Down || ((key->key() == Qt::Key_Left || key->key() == Qt::Key_Right) && m_search->text().isEmpty());
        if (watched == m_search && isArrow) {
            QKeyEvent copy(QEvent::KeyPress, key->key(), key->modifiers());
            QCoreApplication::sendEvent(m_grid, &copy);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

}
