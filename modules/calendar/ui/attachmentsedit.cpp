// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/attachmentsedit.h"

#include "calendar/ui/eventwords.h"
#include "shell/announcer.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QListWidget>
#include <QMimeDatabase>
#include <QPushButton>
#include <QUrl>
#include <QtConcurrentRun>

namespace Kontor
{
namespace
{
constexpr qint64 largestFile = 4 << 20; // servers refuse large objects, and every device keeps it
}

AttachmentsEdit::AttachmentsEdit(QWidget *parent)
    : QWidget(parent)
    , m_list(new QListWidget(this))
    , m_remove(new QPushButton(i18nc("@action:button an attachment", "Re&move"), this))
    , m_problem(new QLabel(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_list->setObjectName(QStringLiteral("attachments"));
    m_list->setAccessibleName(i18nc("@label of an event", "Attachments"));
    m_list->setMaximumHeight(fontMetrics().height() * 5);
    layout->addWidget(m_list);
    auto *link = new QPushButton(i18nc("@action:button", "Attach Lin&k…"), this);
    auto *file = new QPushButton(i18nc("@action:button", "Attach &File…"), this);
    auto *row = new QHBoxLayout;
    for (auto *button : {link, file, m_remove}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    row->addStretch();
    layout->addLayout(row);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    layout->addWidget(m_problem);
    connect(link, &QPushButton::clicked, this, &AttachmentsEdit::askLink);
    connect(file, &QPushButton::clicked, this, &AttachmentsEdit::askFile);
    connect(m_remove, &QPushButton::clicked, this, [this] {
        const auto chosen = m_list->currentRow();
        if (chosen >= 0 && chosen < m_attachments.size()) {
            m_attachments.removeAt(chosen);
            list();
            Q_EMIT changed();
        }
    });
    list();
}

void AttachmentsEdit::setAttachments(const QList<EventAttachment> &attachments)
{
    m_attachments = attachments;
    list();
}

QList<EventAttachment> AttachmentsEdit::attachments() const
{
    return m_attachments;
}

void AttachmentsEdit::askLink()
{
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(i18nc("@title:window", "Attach a Link"));
    dialog->setLabelText(i18nc("@label:textbox", "Address of the file or page:"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString &text) {
        const auto url = QUrl::fromUserInput(text.trimmed());
        if (!url.isValid() || url.host().isEmpty()) {
            tell(i18nc("@info", "“%1” is no address of a page or file.", Words::shortened(text, 60)));
            return;
        }
        m_problem->hide();
        m_attachments << EventAttachment{.name = {}, .mimeType = {}, .uri = url.toString(QUrl::FullyEncoded), .bytes = {}};
        list();
        Q_EMIT changed();
    });
    dialog->open();
}

void AttachmentsEdit::askFile()
{
    auto *chooser = new QFileDialog(this, i18nc("@title:window", "Attach a File"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFile);
    connect(chooser, &QFileDialog::fileSelected, this, &AttachmentsEdit::addFile);
    chooser->open();
}

void AttachmentsEdit::addFile(const QString &path)
{
    QtConcurrent::run([path] {
        EventAttachment made;
        QFile file(path);
        if (file.open(QIODevice::ReadOnly) && file.size() <= largestFile) {
            made.bytes = file.readAll();
            made.mimeType = QMimeDatabase().mimeTypeForFileNameAndData(path, made.bytes).name();
        }
        made.name = QFileInfo(path).fileName();
        return made;
    }).then(this, [this](const EventAttachment &made) {
        if (made.bytes.isEmpty()) {
            tell(i18nc("@info file, size", "“%1” cannot be attached: files must be readable, not empty and at most %2 large. A link works for larger ones.", made.name, Words::size(largestFile)));
            return;
        }
        m_problem->hide();
        m_attachments << made;
        list();
        Q_EMIT changed();
    });
}

void AttachmentsEdit::list()
{
    m_list->clear();
    for (const auto &one : std::as_const(m_attachments)) {
        m_list->addItem(one.bytes.isEmpty() ? i18nc("@item:inlistbox an attachment", "%1 (link)", EventWords::attachmentName(one))
                                            : i18nc("@item:inlistbox an attachment: name, size", "%1 (%2)", EventWords::attachmentName(one), Words::size(one.bytes.size())));
    }
    m_list->setCurrentRow(m_list->count() - 1);
    m_list->setVisible(!m_attachments.isEmpty());
    m_remove->setVisible(!m_attachments.isEmpty());
}

void AttachmentsEdit::tell(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->show();
    Announcer::sayNow(this, problem);
}

}
