// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatroomdialog.h"

#include "shell/metrics.h"

#include <KLocalizedString>
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpressionValidator>

namespace Kontor
{
namespace
{
constexpr qint64 largestPicture = qint64(16) << 20;

QString stateText(const ChatRoomFacts &facts, const char *type, const char *key)
{
    return facts.state.value(QString::fromLatin1(type)).value(QString()).value(QLatin1StringView(key)).toString();
}
}

ChatCreateDialog::ChatCreateDialog(ChatOutgoingRoom::Sort sort, const QString &spaceTitle, QWidget *parent)
    : ChatForm("createRoomDialog", sort == ChatOutgoingRoom::Sort::Space ? i18nc("@title:window", "New Space") : i18nc("@title:window", "New Room"), parent)
    , m_sort(sort)
    , m_name(new QLineEdit(this))
    , m_topic(new QLineEdit(this))
    , m_access(new QComboBox(this))
    , m_alias(new QLineEdit(this))
    , m_aliasLabel(new QLabel(i18nc("@label:textbox", "&Address:"), this))
    , m_encrypted(new QCheckBox(i18nc("@option:check", "&Encrypt messages (cannot be undone)"), this))
    , m_inSpace(new QCheckBox(i18nc("@option:check name of a space", "&In the space %1", spaceTitle), this))
{
    const bool isSpace = sort == ChatOutgoingRoom::Sort::Space;
    if (isSpace) {
        explain(i18nc("@info", "A space holds rooms that belong together, and other spaces."));
    }
    auto *form = new QFormLayout;
    m_name->setObjectName(QStringLiteral("newRoomName"));
    m_name->setMinimumWidth(fontMetrics().averageCharWidth() * 40);
    m_name->setMaxLength(200);
    m_topic->setObjectName(QStringLiteral("newRoomTopic"));
    m_access->setObjectName(QStringLiteral("newRoomAccess"));
    m_access->addItem(i18nc("@item:inlistbox who may join", "Only who is invited"));
    m_access->addItem(i18nc("@item:inlistbox who may join", "Everybody"));
    m_alias->setObjectName(QStringLiteral("newRoomAlias"));
    m_alias->setPlaceholderText(i18nc("@info:placeholder of an address", "budget-2027"));
    m_alias->setValidator(new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[^\\s:#]*")), m_alias));
    m_aliasLabel->setBuddy(m_alias);
    form->addRow(i18nc("@label:textbox", "&Name:"), m_name);
    form->addRow(i18nc("@label:textbox what a room is about", "&Topic:"), m_topic);
    form->addRow(i18nc("@label:listbox", "May &join:"), m_access);
    form->addRow(m_aliasLabel, m_alias);
    m_encrypted->setObjectName(QStringLiteral("newRoomEncrypted"));
    m_encrypted->setChecked(true);
    m_inSpace->setObjectName(QStringLiteral("newRoomInSpace"));
    m_inSpace->setChecked(!spaceTitle.isEmpty());
    m_inSpace->setVisible(!spaceTitle.isEmpty());
    if (isSpace) {
        m_encrypted->hide();
    } else {
        form->addRow(m_encrypted);
    }
    form->addRow(m_inSpace);
    body()->addLayout(form);
    body()->addStretch(1);
    m_make = addAccept("makeRoom", i18nc("@action:button", "&Create"));
    addCancel();
    connect(m_access, &QComboBox::currentIndexChanged, this, [this](int access) {
        m_encrypted->setChecked(access == 0); // what everybody may read need not be encrypted
        update();
    });
    connect(m_name, &QLineEdit::textChanged, this, &ChatCreateDialog::update);
    connect(m_alias, &QLineEdit::textChanged, this, &ChatCreateDialog::update);
    connect(m_make, &QPushButton::clicked, this, [this] {
        Q_EMIT roomWanted(room(), isInSpace());
        accept();
    });
    m_name->setFocus();
    update();
}

ChatOutgoingRoom ChatCreateDialog::room() const
{
    const bool isPublic = m_access->currentIndex() == 1;
    return {.name = m_name->text().trimmed(),
            .topic = m_topic->text().trimmed(),
            .alias = isPublic ? m_alias->text().trimmed() : QString(),
            .encryption = m_sort == ChatOutgoingRoom::Sort::Room && m_encrypted->isChecked() ? ChatOutgoingRoom::Encryption::On : ChatOutgoingRoom::Encryption::Off,
            .access = isPublic ? ChatOutgoingRoom::Access::Public : ChatOutgoingRoom::Access::Invited,
            .sort = m_sort};
}

bool ChatCreateDialog::isInSpace() const
{
    return !m_inSpace->isHidden() && m_inSpace->isChecked();
}

void ChatCreateDialog::update()
{
    const bool isPublic = m_access->currentIndex() == 1;
    m_alias->setVisible(isPublic);
    m_aliasLabel->setVisible(isPublic);
    m_make->setEnabled(!m_name->text().trimmed().isEmpty());
}

ChatSettingsDialog::Settings ChatSettingsDialog::settingsOf(const ChatRoomFacts &facts)
{
    Settings settings;
    settings.name = stateText(facts, "m.room.name", "name");
    settings.topic = stateText(facts, "m.room.topic", "topic");
    settings.isEncrypted = facts.wasEncrypted.value_or(false) || facts.state.contains(QStringLiteral("m.room.encryption"));
    const auto history = stateText(facts, "m.room.history_visibility", "history_visibility");
    settings.history = history == QLatin1StringView("invited")        ? ChatActions::History::Invited
        : history == QLatin1StringView("joined")                      ? ChatActions::History::Joined
        : history == QLatin1StringView("world_readable")              ? ChatActions::History::World
                                                                      : ChatActions::History::Shared;
    const auto rule = stateText(facts, "m.room.join_rules", "join_rule");
    settings.joinRule = rule == QLatin1StringView("public") ? ChatActions::JoinRule::Public
        : rule == QLatin1StringView("knock")                ? ChatActions::JoinRule::Knock
                                                            : ChatActions::JoinRule::Invited;
    return settings;
}

ChatSettingsDialog::ChatSettingsDialog(const QString &title, const Settings &settings, ChatRights rights, QWidget *parent)
    : ChatForm("roomSettingsDialog", i18nc("@title:window name of a room", "Settings of %1", title), parent)
    , m_settings(settings)
    , m_rights(rights)
    , m_name(new QLineEdit(settings.name, this))
    , m_topic(new QPlainTextEdit(settings.topic, this))
    , m_pictureButton(new QPushButton(i18nc("@action:button", "Choose &Picture…"), this))
    , m_pictureWords(new QLabel(this))
    , m_joinRule(new QComboBox(this))
    , m_history(new QComboBox(this))
    , m_encrypted(new QCheckBox(i18nc("@option:check", "&Encrypt messages (cannot be undone)"), this))
{
    auto *form = new QFormLayout;
    m_name->setObjectName(QStringLiteral("roomName"));
    m_name->setMinimumWidth(fontMetrics().averageCharWidth() * 44);
    m_topic->setObjectName(QStringLiteral("roomTopic"));
    m_topic->setTabChangesFocus(true);
    m_topic->setFixedHeight(fontMetrics().lineSpacing() * 4);
    m_pictureButton->setObjectName(QStringLiteral("roomPicture"));
    m_pictureButton->setAutoDefault(false);
    auto *picture = new QHBoxLayout;
    picture->addWidget(m_pictureButton);
    picture->addWidget(m_pictureWords, 1);
    m_joinRule->setObjectName(QStringLiteral("roomJoinRule"));
    m_joinRule->addItems({i18nc("@item:inlistbox who may join", "Only who is invited"), i18nc("@item:inlistbox who may join", "Everybody"),
                          i18nc("@item:inlistbox who may join", "Who asks and is let in")});
    m_joinRule->setCurrentIndex(int(settings.joinRule));
    m_history->setObjectName(QStringLiteral("roomHistory"));
    m_history->addItems({i18nc("@item:inlistbox what newcomers can read", "Everything"), i18nc("@item:inlistbox what newcomers can read", "What was said since they were invited"),
                         i18nc("@item:inlistbox what newcomers can read", "What was said since they joined"), i18nc("@item:inlistbox what newcomers can read", "Everything, also without joining")});
    m_history->setCurrentIndex(int(settings.history));
    m_encrypted->setObjectName(QStringLiteral("roomEncrypted"));
    m_encrypted->setChecked(settings.isEncrypted);
    form->addRow(i18nc("@label:textbox", "&Name:"), m_name);
    form->addRow(i18nc("@label:textbox what a room is about", "&Topic:"), m_topic);
    form->addRow(i18nc("@label", "Picture:"), picture);
    form->addRow(i18nc("@label:listbox", "May &join:"), m_joinRule);
    form->addRow(i18nc("@label:listbox", "Newcomers &read:"), m_history);
    form->addRow(m_encrypted);
    body()->addLayout(form);
    const auto all = ChatRight::Name | ChatRight::Topic | ChatRight::Picture | ChatRight::JoinRule | ChatRight::History;
    if ((rights & all) != all) {
        explain(i18nc("@info", "What is grey can be changed only by people with more power in this room."));
    }
    body()->addStretch(1);
    m_save = addAccept("saveRoomSettings", i18nc("@action:button", "&Save"));
    addCancel();
    m_name->setReadOnly(!rights.testFlag(ChatRight::Name));
    m_name->setEnabled(rights.testFlag(ChatRight::Name));
    m_topic->setEnabled(rights.testFlag(ChatRight::Topic));
    m_pictureButton->setEnabled(rights.testFlag(ChatRight::Picture));
    m_joinRule->setEnabled(rights.testFlag(ChatRight::JoinRule));
    m_history->setEnabled(rights.testFlag(ChatRight::History));
    m_encrypted->setEnabled(rights.testFlag(ChatRight::Encrypt) && !settings.isEncrypted);
    connect(m_pictureButton, &QPushButton::clicked, this, &ChatSettingsDialog::choosePicture);
    connect(m_save, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_name, &QLineEdit::textChanged, this, &ChatSettingsDialog::update);
    connect(m_topic, &QPlainTextEdit::textChanged, this, &ChatSettingsDialog::update);
    connect(m_joinRule, &QComboBox::currentIndexChanged, this, &ChatSettingsDialog::update);
    connect(m_history, &QComboBox::currentIndexChanged, this, &ChatSettingsDialog::update);
    connect(m_encrypted, &QCheckBox::toggled, this, &ChatSettingsDialog::update);
    update();
}

ChatSettingsDialog::Settings ChatSettingsDialog::wanted() const
{
    return {.name = m_name->text().trimmed(),
            .topic = m_topic->toPlainText().trimmed(),
            .isEncrypted = m_encrypted->isChecked(),
            .history = ChatActions::History(m_history->currentIndex()),
            .joinRule = ChatActions::JoinRule(m_joinRule->currentIndex())};
}

QByteArray ChatSettingsDialog::picture() const
{
    return m_picture;
}

bool ChatSettingsDialog::hasNewPicture() const
{
    return m_hasPicture;
}

void ChatSettingsDialog::choosePicture()
{
    auto *dialog = new QFileDialog(this, i18nc("@title:window", "Choose Picture"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setMimeTypeFilters({QStringLiteral("image/png"), QStringLiteral("image/jpeg"), QStringLiteral("image/webp")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        auto read = QtFuture::makeReadyVoidFuture().then(QtFuture::Launch::Async, [path]() -> Result<QByteArray> {
            QFile file(path);
            if (!file.open(QIODevice::ReadOnly) || file.size() > largestPicture) {
                return failure(Error::Kind::Storage, i18nc("@info", "The picture cannot be read, or is larger than 16 MiB."), file.errorString());
            }
            return file.readAll();
        });
        wait<QByteArray>(read, {}, [this, path](const Result<QByteArray> &bytes) {
            if (!bytes) {
                tell(bytes.error());
                return;
            }
            m_picture = *bytes;
            m_hasPicture = true;
            m_pictureWords->setText(path.section(u'/', -1));
            update();
        });
    });
    dialog->open();
}

void ChatSettingsDialog::update()
{
    const auto now = wanted();
    const bool isChanged = now.name != m_settings.name || now.topic != m_settings.topic || now.isEncrypted != m_settings.isEncrypted || now.history != m_settings.history
        || now.joinRule != m_settings.joinRule || m_hasPicture;
    m_save->setEnabled(isChanged && !isWaiting());
}

void ChatSettingsDialog::save(ChatActions *actions, ItemId room)
{
    const auto now = wanted();
    if (now.name != m_settings.name) {
        actions->setName(room, now.name);
    }
    if (now.topic != m_settings.topic) {
        actions->setTopic(room, now.topic);
    }
    if (m_hasPicture) {
        actions->setPicture(room, m_picture);
    }
    if (now.isEncrypted && !m_settings.isEncrypted) {
        actions->encrypt(room);
    }
    if (now.history != m_settings.history) {
        actions->setHistory(room, now.history);
    }
    if (now.joinRule != m_settings.joinRule) {
        actions->setJoinRule(room, now.joinRule);
    }
}

}
