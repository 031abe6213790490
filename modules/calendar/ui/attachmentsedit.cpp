// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/attachmentsedit.h"

#include "calendar/ui/eventwords.h"
#include "shell/announcer.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QMimeData>
#include <QMimeDatabase>
#include <QPushButton>
#include <QUrl>
#include <QtConcurrentRun>

namespace Kontor
{
namespace
{
constexpr qint64 largestFile = 4 << 20; // servers refuse large objects, and every device keeps it
constexpr qint64 largestTogether = 8 << 20;
constexpr qint64 unasked = 1 << 20;
constexpr qsizetype mostAtOnce = 20;

/// What of a drop can be attached: local files and web addresses. Calendar data is for the calendar.
bool isAttachable(const QMimeData *data)
{
    const auto urls = data->urls();
    return std::ranges::any_of(urls, [](const QUrl &url) {
        return url.isLocalFile() || url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http");
    });
}
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
    chooser->setFileMode(QFileDialog::ExistingFiles);
    connect(chooser, &QFileDialog::filesSelected, this, &AttachmentsEdit::addFiles);
    chooser->open();
}

void AttachmentsEdit::addFiles(const QStringList &paths)
{
    QtConcurrent::run(readFiles, QStringList(paths.first(std::min(paths.size(), mostAtOnce))), largestTogether - taken()).then(this, [this, left = paths.mid(mostAtOnce)](Read read) {
        for (const auto &path : left) {
            read.refused << QFileInfo(path).fileName();
        }
        take(read);
    });
}

AttachmentsEdit::Read AttachmentsEdit::readFiles(const QStringList &paths, qint64 room)
{
    Read read;
    const QMimeDatabase types;
    for (const auto &path : paths) {
        QFile file(path);
        EventAttachment made;
        made.name = QFileInfo(path).fileName();
        if (QFileInfo(path).isFile() && file.open(QIODevice::ReadOnly) && file.size() <= std::min(largestFile, room)) {
            made.bytes = file.read(largestFile + 1);
            made.mimeType = types.mimeTypeForFileNameAndData(path, made.bytes).name();
        }
        if (made.bytes.isEmpty() || made.bytes.size() > std::min(largestFile, room)) {
            read.refused << made.name;
            continue;
        }
        room -= made.bytes.size();
        (made.bytes.size() > unasked ? read.large : read.made) << made;
    }
    return read;
}

void AttachmentsEdit::take(const Read &read)
{
    m_problem->hide();
    attach(read.made);
    if (!read.refused.isEmpty()) {
        tell(i18nc("@info names, size, size", "“%1” cannot be attached: files must be readable, not empty, at most %2 large and %3 together. A link works for larger ones.",
                   Words::shortened(Words::withoutTricks(read.refused.join(QStringLiteral("”, “"))), 200), Words::size(largestFile), Words::size(largestTogether)));
    }
    if (!read.large.isEmpty()) {
        askLarge(read.large);
    }
}

void AttachmentsEdit::askLarge(const QList<EventAttachment> &large)
{
    qint64 size = 0;
    QStringList names;
    for (const auto &one : large) {
        size += one.bytes.size();
        names << EventWords::attachmentName(one);
    }
    auto *question = new QMessageBox(QMessageBox::Question, i18nc("@title:window", "Attach a Large File?"),
                                     i18nc("@info names, size",
                                           "“%1” takes %2. It is kept in the event itself: every device of yours and everybody invited gets all of it, and some servers "
                                           "refuse events that large. A link to where the file lies is better.",
                                           Words::shortened(names.join(QStringLiteral("”, “")), 200), Words::size(size)),
                                     QMessageBox::Cancel, this);
    question->setObjectName(QStringLiteral("largeAttachment"));
    question->setTextFormat(Qt::PlainText);
    question->setAttribute(Qt::WA_DeleteOnClose);
    auto *yes = question->addButton(i18nc("@action:button", "&Attach Anyway"), QMessageBox::AcceptRole);
    yes->setObjectName(QStringLiteral("attachAnyway"));
    question->setDefaultButton(QMessageBox::Cancel);
    connect(yes, &QAbstractButton::clicked, this, [this, large] { attach(large); });
    question->open();
}

void AttachmentsEdit::attach(const QList<EventAttachment> &made)
{
    if (made.isEmpty()) {
        return;
    }
    m_attachments << made;
    list();
    QStringList names;
    for (const auto &one : made) {
        names << EventWords::attachmentName(one);
    }
    Announcer::sayNow(this, i18nc("@info spoken: names of files", "Attached: %1", names.join(QStringLiteral(", "))));
    Q_EMIT changed();
}

qint64 AttachmentsEdit::taken() const
{
    qint64 size = 0;
    for (const auto &one : m_attachments) {
        size += one.bytes.size();
    }
    return size;
}

void AttachmentsEdit::takeDropsOn(QWidget *area)
{
    area->setAcceptDrops(true);
    area->installEventFilter(this);
    const auto children = area->findChildren<QWidget *>();
    for (auto *child : children) {
        if (child->acceptDrops()) { // fields of text would take the address of a file for text
            child->installEventFilter(this);
        }
    }
}

bool AttachmentsEdit::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::DragEnter && event->type() != QEvent::DragMove && event->type() != QEvent::Drop) {
        return QWidget::eventFilter(watched, event);
    }
    auto *drop = static_cast<QDropEvent *>(event);
    if (!isAttachable(drop->mimeData())) {
        return QWidget::eventFilter(watched, event);
    }
    drop->setDropAction(Qt::CopyAction);
    drop->accept();
    if (event->type() != QEvent::Drop) {
        return true;
    }
    QStringList files;
    QList<EventAttachment> links;
    const auto urls = drop->mimeData()->urls();
    for (const auto &url : urls) {
        if (url.isLocalFile()) {
            files << url.toLocalFile();
        } else if (url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http")) {
            links << EventAttachment{.name = {}, .mimeType = {}, .uri = url.toString(QUrl::FullyEncoded), .bytes = {}};
        }
    }
    Q_EMIT dropped();
    m_problem->hide();
    attach(links);
    if (!files.isEmpty()) {
        addFiles(files);
    }
    return true;
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
