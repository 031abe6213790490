// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatprofiledialog.h"

#include "chat/chatname.h"
#include "chat/ui/chatlook.h"

#include <KLocalizedString>
#include <QBuffer>
#include <QFile>
#include <QFileDialog>
#include <QFormLayout>
#include <QGridLayout>
#include <QImageReader>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>

namespace Kontor
{
namespace
{
constexpr qint64 largestPicture = qint64(16) << 20;

QPixmap round(const QImage &image, const QString &name, const QString &userId, int side, const QFont &font)
{
    QPixmap pixmap(side, side);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setFont(font);
    ChatLook::paintAvatar(&painter, QRectF(pixmap.rect()), name, userId, QPixmap::fromImage(image));
    return pixmap;
}

QImage decoded(const QByteArray &bytes)
{
    auto copy = bytes;
    QBuffer buffer(&copy);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer);
    reader.setAllocationLimit(96);
    reader.setAutoTransform(true);
    return reader.format().startsWith("svg") ? QImage() : reader.read();
}
}

ChatProfileDialog::ChatProfileDialog(const QString &userId, const QString &name, const QByteArray &picture, QWidget *parent)
    : ChatForm("profileDialog", i18nc("@title:window", "Your Profile"), parent)
    , m_userId(userId)
    , m_name(name)
    , m_edit(new QLineEdit(name, this))
    , m_picture(new QLabel(this))
{
    explain(i18nc("@info id", "This is how others see %1.", ChatName::id(userId)));
    auto *form = new QFormLayout;
    m_edit->setObjectName(QStringLiteral("ownName"));
    m_edit->setMaxLength(200);
    m_edit->setMinimumWidth(fontMetrics().averageCharWidth() * 36);
    auto *choose = new QPushButton(i18nc("@action:button", "Choose &Picture…"), this);
    choose->setObjectName(QStringLiteral("ownPicture"));
    choose->setAutoDefault(false);
    auto *remove = new QPushButton(i18nc("@action:button", "&Remove Picture"), this);
    remove->setObjectName(QStringLiteral("removeOwnPicture"));
    remove->setAutoDefault(false);
    m_picture->setAccessibleName(i18nc("@label", "Your picture"));
    auto *line = new QHBoxLayout;
    line->addWidget(m_picture);
    line->addWidget(choose);
    line->addWidget(remove);
    line->addStretch(1);
    form->addRow(i18nc("@label:textbox", "&Name:"), m_edit);
    form->addRow(i18nc("@label", "Picture:"), line);
    body()->addLayout(form);
    body()->addStretch(1);
    m_save = addAccept("saveProfile", i18nc("@action:button", "&Save"));
    addCancel();
    connect(m_edit, &QLineEdit::textChanged, this, &ChatProfileDialog::update);
    connect(choose, &QPushButton::clicked, this, &ChatProfileDialog::choosePicture);
    connect(remove, &QPushButton::clicked, this, [this] {
        m_image.clear();
        m_isNewPicture = true;
        showPicture({});
        update();
    });
    connect(m_save, &QPushButton::clicked, this, [this] {
        if (m_edit->text().trimmed() != m_name) {
            Q_EMIT nameWanted(m_edit->text().trimmed());
        }
        if (m_isNewPicture) {
            Q_EMIT pictureWanted(m_image);
        }
        accept();
    });
    showPicture(picture);
    update();
}

void ChatProfileDialog::showPicture(const QByteArray &image)
{
    QtFuture::makeReadyVoidFuture()
        .then(QtFuture::Launch::Async,
              [image] {
                  return image.isEmpty() ? QImage() : decoded(image);
              })
        .then(this, [this](const QImage &picture) {
            const auto name = m_edit->text().isEmpty() ? m_userId : m_edit->text();
            m_picture->setPixmap(round(picture, name, m_userId, fontMetrics().height() * 4, font()));
        });
}

void ChatProfileDialog::choosePicture()
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
        wait<QByteArray>(read, {}, [this](const Result<QByteArray> &bytes) {
            if (!bytes) {
                tell(bytes.error());
                return;
            }
            m_image = *bytes;
            m_isNewPicture = true;
            showPicture(m_image);
            update();
        });
    });
    dialog->open();
}

void ChatProfileDialog::update()
{
    m_save->setEnabled(!isWaiting() && (m_edit->text().trimmed() != m_name || m_isNewPicture));
}

ChatPersonDialog::ChatPersonDialog(ChatServices *services, CollectionId account, const QString &userId, const QString &name, const QList<Choice> &choices, QWidget *parent)
    : ChatForm("personDialog", name.isEmpty() ? ChatName::id(userId) : name, parent)
    , m_trust(nullptr)
{
    auto *line = new QHBoxLayout;
    auto *picture = new QLabel(this);
    picture->setPixmap(round({}, name.isEmpty() ? userId : name, userId, fontMetrics().height() * 4, font()));
    auto *words = new QLabel(name.isEmpty() ? ChatName::id(userId) : QString(name + u'\n' + ChatName::id(userId)), this);
    words->setObjectName(QStringLiteral("personWords"));
    words->setTextFormat(Qt::PlainText);
    words->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    words->setMinimumWidth(fontMetrics().averageCharWidth() * 36);
    line->addWidget(picture);
    line->addWidget(words, 1);
    body()->addLayout(line);
    m_trust = explain({});
    m_trust->setObjectName(QStringLiteral("personTrust"));
    auto *grid = new QGridLayout;
    int number = 0;
    for (const auto &choice : choices) {
        auto *button = new QPushButton(choice.text, this);
        button->setObjectName(QString::fromLatin1(choice.name));
        button->setAutoDefault(false);
        grid->addWidget(button, number / 2, number % 2);
        ++number;
        connect(button, &QPushButton::clicked, this, [this, run = choice.run] {
            accept();
            run();
        });
    }
    body()->addLayout(grid);
    body()->addStretch(1);
    addClose();
    if (services) {
        wait<bool>(services->isVerified(account, userId), {}, [this](const Result<bool> &verified) {
            if (verified) {
                m_trust->setText(*verified ? i18nc("@info of a person", "Verified: you compared devices with this person.") : i18nc("@info of a person", "Not verified by you."));
            }
        });
    }
}

}
