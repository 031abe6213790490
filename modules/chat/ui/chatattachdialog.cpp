// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatattachdialog.h"

#include "chat/ui/chatlook.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QCheckBox>
#include <QFile>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeDatabase>
#include <QPushButton>

namespace Kontor
{
namespace
{
constexpr qint64 largestPreview = qint64(32) << 20;

QString typeOf(const QString &path)
{
    return QMimeDatabase().mimeTypeForFile(path, QMimeDatabase::MatchExtension).name(); // the name alone, not the disk
}
}

ChatAttachDialog::ChatAttachDialog(const QStringList &paths, const QByteArray &picture, const QString &room, qint64 largest, QWidget *parent)
    : ChatForm("attachDialog", i18nc("@title:window name of a room", "Send to %1", Words::shortened(room, 40)), parent)
    , m_paths(paths)
    , m_bytes(picture)
    , m_largest(largest)
    , m_list(new QListWidget(this))
    , m_preview(new QLabel(this))
    , m_name(new QLineEdit(this))
    , m_caption(new QLineEdit(this))
    , m_traces(new QCheckBox(i18nc("@option:check", "Take place and &camera out of photographs"), this))
    , m_pictures(new ChatPictures(this))
{
    m_preview->setObjectName(QStringLiteral("attachPreview"));
    m_preview->setAlignment(Qt::AlignCenter);
    m_preview->setMinimumHeight(fontMetrics().height() * 9);
    body()->addWidget(m_preview);
    m_list->setObjectName(QStringLiteral("attachedFiles"));
    m_list->setAccessibleName(i18nc("@label", "Files"));
    m_list->setMinimumSize(fontMetrics().averageCharWidth() * 50, fontMetrics().height() * 6);
    body()->addWidget(m_list, 1);
    auto *form = new QFormLayout;
    m_name->setObjectName(QStringLiteral("attachName"));
    m_caption->setObjectName(QStringLiteral("attachCaption"));
    m_caption->setMinimumWidth(fontMetrics().averageCharWidth() * 40);
    m_traces->setObjectName(QStringLiteral("attachTraces"));
    m_traces->setChecked(true);
    const bool isSingle = paths.size() + (picture.isEmpty() ? 0 : 1) == 1;
    const auto name = isSingle && !paths.isEmpty() ? QFileInfo(paths.first()).fileName() : i18nc("@info name of a pasted picture", "Picture.png");
    m_name->setText(name);
    auto *nameLabel = new QLabel(i18nc("@label:textbox", "&Name:"), this);
    nameLabel->setBuddy(m_name);
    nameLabel->setVisible(isSingle);
    m_name->setVisible(isSingle);
    form->addRow(nameLabel, m_name);
    form->addRow(i18nc("@label:textbox words below a picture", "&Caption:"), m_caption);
    form->addRow(m_traces);
    body()->addLayout(form);
    m_list->setVisible(!isSingle);
    bool isAnyPicture = !picture.isEmpty();
    for (const auto &path : paths) {
        const auto type = typeOf(path);
        isAnyPicture = isAnyPicture || type.startsWith(QLatin1StringView("image/"));
        auto *item = new QListWidgetItem(ChatLook::kindIcon(ChatRowKind::File, type), QFileInfo(path).fileName(), m_list);
        item->setData(Qt::AccessibleTextRole, item->text());
    }
    m_traces->setVisible(isAnyPicture);
    m_preview->setVisible(isSingle && isAnyPicture);
    m_send = addAccept("sendFiles", paths.size() > 1 ? i18ncp("@action:button", "&Send %1 File", "&Send %1 Files", int(paths.size())) : i18nc("@action:button", "&Send"));
    addCancel();
    connect(m_send, &QPushButton::clicked, this, [this] {
        Q_EMIT filesChosen(files());
        accept();
    });
    m_pictures->setSources(
        [bytes = picture](const QString &path) {
            return QtFuture::makeReadyVoidFuture().then(QtFuture::Launch::Async, [path, bytes]() -> Result<QByteArray> {
                if (!bytes.isEmpty()) {
                    return bytes;
                }
                QFile file(path);
                if (!file.open(QIODevice::ReadOnly) || file.size() > largestPreview) {
                    return failure(Error::Kind::Storage, file.errorString());
                }
                return file.readAll();
            });
        },
        {});
    connect(m_pictures, &ChatPictures::arrived, this, &ChatAttachDialog::showPicture);
    m_caption->setFocus();
    update();
    look();
    showPicture();
}

void ChatAttachDialog::showPicture()
{
    if (m_preview->isHidden()) {
        return;
    }
    const int side = fontMetrics().height() * 9;
    const auto ratio = devicePixelRatioF();
    auto pixmap = m_pictures->blob(m_bytes.isEmpty() ? m_paths.value(0) : QStringLiteral("pasted"), QSize(side * 2, side) * ratio);
    if (!pixmap.isNull()) {
        pixmap.setDevicePixelRatio(ratio);
        m_preview->setPixmap(pixmap);
    }
    m_preview->setAccessibleName(i18nc("@label", "Picture to be sent"));
}

void ChatAttachDialog::look()
{
    auto sizes = QtFuture::makeReadyVoidFuture().then(QtFuture::Launch::Async, [paths = m_paths]() -> Result<QList<qint64>> {
        QList<qint64> list;
        for (const auto &path : paths) {
            const QFileInfo facts(path);
            list << (facts.isFile() && facts.isReadable() ? facts.size() : -1);
        }
        return list;
    });
    wait<QList<qint64>>(sizes, {}, [this](const Result<QList<qint64>> &answer) {
        m_looked.clear();
        qint64 sum = m_bytes.size();
        QStringList troubles;
        for (qsizetype i = 0; answer && i < answer->size(); ++i) {
            const auto size = answer->at(i);
            m_looked << Looked{size};
            const auto name = QFileInfo(m_paths.at(i)).fileName();
            if (size < 0) {
                troubles << i18nc("@info name of a file", "“%1” cannot be read.", name);
            } else if (m_largest > 0 && size > m_largest) {
                troubles << i18nc("@info name of a file, size", "“%1” is larger than the server takes (%2).", name, Words::size(m_largest));
            } else {
                sum += size;
            }
            if (auto *item = m_list->item(int(i)); item && size >= 0) {
                item->setText(i18nc("@item:inlistbox name of a file, size", "%1  –  %2", name, Words::size(size)));
                item->setData(Qt::AccessibleTextRole, QString(name + QStringLiteral(", ") + Words::size(size)));
            }
        }
        update();
        tell(troubles.isEmpty() ? i18nc("@info size of files", "%1 in all", Words::size(sum)) : troubles.join(u' '));
    });
}

QList<ChatOutgoingFile> ChatAttachDialog::files() const
{
    const auto traces = m_traces->isChecked() ? ChatOutgoingFile::Traces::Remove : ChatOutgoingFile::Traces::Keep;
    QList<ChatOutgoingFile> list;
    if (!m_bytes.isEmpty()) {
        list << ChatOutgoingFile{.bytes = m_bytes, .name = m_name->text().trimmed(), .caption = m_caption->text().trimmed(), .traces = traces};
    }
    for (qsizetype i = 0; i < m_paths.size(); ++i) {
        const auto size = m_looked.value(i).size;
        if (size < 0 || (m_largest > 0 && size > m_largest)) {
            continue;
        }
        list << ChatOutgoingFile{.path = m_paths.at(i),
                                 .name = m_paths.size() == 1 ? m_name->text().trimmed() : QString(),
                                 .caption = i == 0 ? m_caption->text().trimmed() : QString(),
                                 .traces = traces};
    }
    return list;
}

void ChatAttachDialog::update()
{
    m_send->setEnabled(!isWaiting() && !files().isEmpty());
}

}
