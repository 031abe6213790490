// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filesharedialog.h"

#include "files/ui/filelinkform.h"
#include "files/ui/filesharewords.h"
#include "shell/announcer.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QGroupBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{

FileShareDialog::FileShareDialog(FileServices *services, const FileRow &file, const FileFeatures &features, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_file(file)
    , m_features(features)
    , m_status(new QLabel(this))
    , m_list(new QListWidget(this))
    , m_copy(new QPushButton(QIcon::fromTheme(QStringLiteral("edit-copy")), i18nc("@action:button", "&Copy Link"), this))
    , m_change(new QPushButton(QIcon::fromTheme(QStringLiteral("document-edit")), i18nc("@action:button", "C&hange"), this))
    , m_remove(new QPushButton(QIcon::fromTheme(QStringLiteral("edit-delete")), i18nc("@action:button ends a share", "&Stop Sharing"), this))
{
    setObjectName(QStringLiteral("shareDialog"));
    setWindowTitle(i18nc("@title:window", "Share “%1”", Words::shortened(Words::withoutTricks(file.name), 40)));
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    auto *area = new QScrollArea(this); // at 200 % it is taller than a small screen
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *body = new QWidget(area);
    auto *parts = new QVBoxLayout(body);
    parts->setContentsMargins(0, 0, 0, 0);
    parts->setSpacing(layout->spacing());
    area->setWidget(body);
    area->viewport()->setAutoFillBackground(false);
    body->setAutoFillBackground(false);
    parts->addWidget(buildShares());
    if (features.people) {
        parts->addWidget(buildPeople());
    }
    if (features.links) {
        m_link = new FileLinkForm(features, file.isFolder || file.rights.testFlag(FileRight::Write) ? Qt::Checked : Qt::Unchecked, this);
        parts->addWidget(m_link);
        connect(m_link, &FileLinkForm::wanted, this, &FileShareDialog::makeLink);
    }
    layout->addWidget(area, 1);
    m_status->setObjectName(QStringLiteral("shareStatus"));
    m_status->setTextFormat(Qt::PlainText);
    m_status->setWordWrap(true);
    layout->addWidget(m_status);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    m_typing.setSingleShot(true);
    m_typing.setInterval(300ms);
    connect(&m_typing, &QTimer::timeout, this, &FileShareDialog::find);
    const int whole = sizeHint().height() - area->sizeHint().height() + body->sizeHint().height();
    resize(fontMetrics().averageCharWidth() * 72, std::min(whole, screen()->availableGeometry().height() * 9 / 10));
    if (m_people) {
        m_people->setFocus();
    }
    update();
    load();
}

QWidget *FileShareDialog::buildShares()
{
    auto *box = new QGroupBox(i18nc("@title:group", "Shared With"), this);
    auto *layout = new QHBoxLayout(box);
    m_list->setObjectName(QStringLiteral("shares"));
    m_list->setAccessibleName(i18nc("@label", "Shared with"));
    m_list->setMinimumHeight(fontMetrics().height() * 6);
    m_list->setWordWrap(true);
    layout->addWidget(m_list, 1);
    auto *buttons = new QVBoxLayout;
    m_copy->setObjectName(QStringLiteral("copyLink"));
    m_change->setObjectName(QStringLiteral("changeShare"));
    m_remove->setObjectName(QStringLiteral("removeShare"));
    for (auto *button : {m_copy, m_change, m_remove}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    layout->addLayout(buttons);
    connect(m_list, &QListWidget::currentRowChanged, this, &FileShareDialog::update);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        if (const auto share = selected()) {
            copyLink(share->url);
        }
    });
    connect(m_change, &QPushButton::clicked, this, &FileShareDialog::changeSelected);
    connect(m_remove, &QPushButton::clicked, this, &FileShareDialog::removeSelected);
    return box;
}

QGroupBox *FileShareDialog::buildPeople()
{
    auto *box = new QGroupBox(i18nc("@title:group", "Share with People"), this);
    auto *layout = new QGridLayout(box);
    m_people = new QLineEdit(box);
    m_found = new QListWidget(box);
    m_mayEdit = new QCheckBox(i18nc("@option:check", "They may e&dit"), box);
    m_share = new QPushButton(QIcon::fromTheme(QStringLiteral("list-add-user")), i18nc("@action:button", "Sha&re"), box);
    auto *label = new QLabel(i18nc("@label:textbox", "&Name, address or group:"), box);
    label->setBuddy(m_people);
    m_people->setObjectName(QStringLiteral("sharePeople"));
    m_people->setClearButtonEnabled(true);
    m_people->installEventFilter(this);
    m_found->setObjectName(QStringLiteral("foundPeople"));
    m_found->setAccessibleName(i18nc("@label", "People and groups found"));
    m_found->setMaximumHeight(fontMetrics().height() * 7);
    m_found->hide();
    m_mayEdit->setObjectName(QStringLiteral("peopleMayEdit"));
    m_share->setObjectName(QStringLiteral("shareWithPeople"));
    m_share->setAutoDefault(false);
    const bool canBeEdited = m_file.isFolder || m_file.rights.testFlag(FileRight::Write);
    m_mayEdit->setVisible(canBeEdited);
    layout->addWidget(label, 0, 0, 1, 2);
    layout->addWidget(m_people, 1, 0, 1, 2);
    layout->addWidget(m_found, 2, 0, 1, 2);
    layout->addWidget(m_mayEdit, 3, 0);
    layout->addWidget(m_share, 3, 1);
    layout->setColumnStretch(0, 1);
    connect(m_people, &QLineEdit::textChanged, this, [this] {
        m_typing.start();
        update();
    });
    connect(m_found, &QListWidget::currentRowChanged, this, &FileShareDialog::update);
    connect(m_found, &QListWidget::itemActivated, this, &FileShareDialog::shareWithChosen);
    connect(m_share, &QPushButton::clicked, this, &FileShareDialog::shareWithChosen);
    return box;
}

bool FileShareDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_people && event->type() == QEvent::KeyPress && m_found->count() > 0) {
        const auto key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Up) {
            m_found->setCurrentRow(std::clamp(m_found->currentRow() + (key == Qt::Key_Down ? 1 : -1), 0, m_found->count() - 1));
            Announcer::sayNow(this, m_found->currentItem()->text());
            return true;
        }
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            shareWithChosen();
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

QList<FileShare> FileShareDialog::shares() const
{
    return m_shares;
}

std::optional<FileShare> FileShareDialog::selected() const
{
    const auto row = m_list->currentRow();
    return row >= 0 && row < m_shares.size() ? std::optional(m_shares.at(row)) : std::nullopt;
}

void FileShareDialog::tell(const QString &sentence)
{
    m_status->setText(sentence);
    if (!sentence.isEmpty()) {
        Announcer::sayNow(this, sentence);
    }
}

void FileShareDialog::load()
{
    m_services->shares(m_file.item).then(this, [this, number = ++m_loads](const Result<QList<FileShare>> &shares) {
        if (number == m_loads) {
            showShares(shares);
        }
    });
}

void FileShareDialog::showShares(const Result<QList<FileShare>> &shares)
{
    if (!shares) {
        tell(shares.error().message);
        return;
    }
    m_shares = *shares;
    const auto row = m_list->currentRow();
    m_list->clear();
    for (const auto &share : std::as_const(m_shares)) {
        auto *item = new QListWidgetItem(FileShareWords::icon(share.type), QString(FileShareWords::title(share) + u'\n' + FileShareWords::detail(share)), m_list);
        item->setData(Qt::AccessibleTextRole, FileShareWords::sentence(share));
    }
    if (m_shares.isEmpty()) {
        auto *item = new QListWidgetItem(i18nc("@item nothing is shared", "Nobody yet"), m_list);
        item->setFlags(Qt::ItemIsEnabled);
    }
    m_list->setCurrentRow(m_shares.isEmpty() ? -1 : std::clamp(row, 0, int(m_shares.size()) - 1));
    update();
}

void FileShareDialog::update()
{
    const auto share = selected();
    const bool isIdle = m_waiting == 0;
    m_copy->setEnabled(share && share->url.isValid());
    m_copy->setVisible(m_features.links);
    m_change->setEnabled(isIdle && share);
    m_change->setText(!share || share->type == FileShare::Type::Link ? i18nc("@action:button", "C&hange")
                          : share->mayEdit                             ? i18nc("@action:button takes the right to edit away", "Only L&ook")
                                                                       : i18nc("@action:button", "Allow E&diting"));
    m_remove->setEnabled(isIdle && share);
    if (m_share) {
        m_share->setEnabled(isIdle && m_found->currentRow() >= 0);
    }
    if (m_link) {
        m_link->setBusy(isIdle ? Qt::Unchecked : Qt::Checked);
    }
}

void FileShareDialog::find()
{
    const auto words = m_people->text().trimmed();
    const auto number = ++m_finds;
    if (words.isEmpty()) {
        m_found->clear();
        m_found->hide();
        m_sharees.clear();
        update();
        return;
    }
    m_services->findSharees(m_file.item, words).then(this, [this, number](const Result<QList<FileSharee>> &found) {
        if (number != m_finds) {
            return; // others are looked for meanwhile
        }
        m_sharees = found.value_or(QList<FileSharee>());
        m_found->clear();
        for (const auto &sharee : std::as_const(m_sharees)) {
            auto text = Words::withoutTricks(sharee.title.isEmpty() ? sharee.id : sharee.title);
            const auto detail = sharee.detail.isEmpty() && sharee.type != FileShare::Type::User ? FileShareWords::kind(sharee.type) : sharee.detail;
            if (!detail.isEmpty()) {
                text += QStringLiteral(" · ") + Words::withoutTricks(detail);
            }
            new QListWidgetItem(FileShareWords::icon(sharee.type), text, m_found);
        }
        m_found->setCurrentRow(m_sharees.isEmpty() ? -1 : 0);
        m_found->setVisible(!m_sharees.isEmpty());
        if (!found) {
            tell(found.error().message);
        } else if (m_sharees.isEmpty()) {
            tell(i18nc("@info", "The server knows nobody by that name."));
        } else {
            m_status->clear();
            Announcer::sayNow(this, i18ncp("@info spoken: the first match and how many there are", "%2, %1 found", "%2, %1 found", int(m_sharees.size()), m_found->item(0)->text()));
        }
        update();
    });
}

void FileShareDialog::shareWithChosen()
{
    const auto row = m_found->currentRow();
    if (row < 0 || row >= m_sharees.size() || m_waiting > 0) {
        return;
    }
    const auto sharee = m_sharees.at(row);
    send({.type = sharee.type, .with = sharee.id, .mayEdit = m_mayEdit->isVisibleTo(this) && m_mayEdit->isChecked()},
         i18nc("@info %1: a person or group", "Shared with %1.", sharee.title.isEmpty() ? sharee.id : sharee.title));
    m_people->clear();
    m_people->setFocus();
}

void FileShareDialog::makeLink(const FileShareWish &wish)
{
    send(wish, wish.id.isEmpty() ? i18nc("@info", "The link was created and copied.") : i18nc("@info", "The link was changed."));
}

void FileShareDialog::send(const FileShareWish &wish, const QString &sentence)
{
    ++m_waiting;
    update();
    m_services->share(m_file.item, wish).then(this, [this, wish, sentence](const Result<FileShare> &share) {
        --m_waiting;
        update();
        if (!share) {
            tell(share.error().message); // e.g. that a password is too weak, in the server's words
            return;
        }
        if (wish.type == FileShare::Type::Link) {
            m_link->begin();
            if (wish.id.isEmpty() && share->url.isValid()) {
                copyLink(share->url);
            }
        }
        tell(sentence);
        load();
    });
}

void FileShareDialog::copyLink(const QUrl &link)
{
    if (link.isValid()) {
        QApplication::clipboard()->setText(link.toString(QUrl::FullyEncoded));
        tell(i18nc("@info", "The link was copied."));
        Q_EMIT linkCopied(link);
    }
}

void FileShareDialog::changeSelected()
{
    const auto share = selected();
    if (!share) {
        return;
    }
    if (share->type == FileShare::Type::Link && m_link) {
        m_link->edit(*share);
        m_link->findChild<QLineEdit *>(QStringLiteral("linkLabel"))->setFocus();
        return;
    }
    send({.id = share->id, .type = share->type, .with = share->with, .expires = share->expires, .mayEdit = !share->mayEdit},
         share->mayEdit ? i18nc("@info %1: a person or group", "%1 may only look now.", FileShareWords::title(*share))
                        : i18nc("@info %1: a person or group", "%1 may edit now.", FileShareWords::title(*share)));
}

void FileShareDialog::removeSelected()
{
    const auto share = selected();
    if (!share) {
        return;
    }
    ++m_waiting;
    update();
    m_services->unshare(m_file.item, share->id).then(this, [this, title = FileShareWords::title(*share)](const Result<void> &done) {
        --m_waiting;
        update();
        tell(done ? i18nc("@info %1: a person, group or link", "No longer shared: %1.", title) : done.error().message);
        load();
    });
}

}
