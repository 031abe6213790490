// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/attachmentbar.h"

#include "mail/ui/privatefolder.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <KMessageBox>
#include <QContextMenuEvent>
#include <QDesktopServices>
#include <QDir>
#include <QDrag>
#include <QFileDialog>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QMimeDatabase>
#include <QPushButton>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUrl>

namespace Kontor
{

/// The list itself; adds dragging out and a height that fits its rows.
class AttachmentBar::List : public QListWidget
{
public:
    explicit List(AttachmentBar *bar)
        : QListWidget(bar)
        , m_bar(bar)
    {
        setObjectName(QStringLiteral("attachments"));
        setAccessibleName(i18nc("@label", "Attachments"));
        setFlow(LeftToRight);
        setWrapping(true);
        setResizeMode(Adjust);
        setMovement(Static);
        setSpacing(2);
        setDragEnabled(true);
        setDragDropMode(DragOnly);
        setSelectionMode(SingleSelection);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setTextElideMode(Qt::ElideMiddle);
        setFrameShape(NoFrame);
        viewport()->setAutoFillBackground(false);
    }
    QSize sizeHint() const override
    {
        auto size = QListWidget::sizeHint();
        size.setHeight(heightForRows());
        return size;
    }
    QSize minimumSizeHint() const override
    {
        return {fontMetrics().averageCharWidth() * 20, heightForRows()};
    }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        QListWidget::resizeEvent(event);
        updateGeometry();
    }
    void startDrag(Qt::DropActions) override
    {
        const auto index = currentRow();
        m_bar->withBytes(index, [this, index](const QByteArray &bytes) {
            if (!(QGuiApplication::mouseButtons() & Qt::LeftButton)) {
                return; // it took too long, the user has let go
            }
            const auto path = m_bar->m_folder->put(m_bar->m_attachments.value(index).name, bytes);
            if (!path) {
                Q_EMIT m_bar->failed(path.error());
                return;
            }
            auto *content = new QMimeData;
            content->setUrls({QUrl::fromLocalFile(*path)});
            auto *drag = new QDrag(this);
            drag->setMimeData(content);
            drag->exec(Qt::CopyAction);
        });
    }
    void keyPressEvent(QKeyEvent *event) override
    {
        if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentRow() >= 0) {
            m_bar->open(currentRow());
            return;
        }
        if (event->matches(QKeySequence::Save) && currentRow() >= 0) {
            m_bar->saveAs(currentRow());
            return;
        }
        QListWidget::keyPressEvent(event);
    }
    void contextMenuEvent(QContextMenuEvent *event) override
    {
        auto *item = event->reason() == QContextMenuEvent::Keyboard ? currentItem() : itemAt(event->pos());
        if (!item) {
            return;
        }
        const auto index = row(item);
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(QIcon::fromTheme(QStringLiteral("document-open")), i18nc("@action:inmenu", "&Open"), this, [this, index] { m_bar->open(index); });
        menu->addAction(
            QIcon::fromTheme(QStringLiteral("document-save-as")), i18nc("@action:inmenu", "Save &As…"), this, [this, index] { m_bar->saveAs(index); });
        if (m_bar->m_keep && m_bar->m_mayKeep && m_bar->m_mayKeep()) {
            menu->addAction(
                QIcon::fromTheme(QStringLiteral("folder-cloud")), i18nc("@action:inmenu", "Save to &Files…"), this, [this, index] { m_bar->saveToFiles(index); });
        }
        menu->popup(event->reason() == QContextMenuEvent::Keyboard ? viewport()->mapToGlobal(visualItemRect(item).center()) : event->globalPos());
    }

private:
    int heightForRows() const
    {
        const auto line = std::max(sizeHintForRow(0), fontMetrics().height() * 7 / 4) + 2 * spacing();
        int rows = 1;
        if (count() > 0 && viewport()->width() > 0) {
            const auto bottom = visualItemRect(item(count() - 1)).bottom() + verticalOffset();
            rows = std::clamp(bottom / std::max(1, line) + 1, 1, 3);
        }
        return rows * line + 2 * spacing();
    }

    AttachmentBar *m_bar;
};

AttachmentBar::AttachmentBar(std::shared_ptr<PrivateFolder> folder, QWidget *parent)
    : QWidget(parent)
    , m_folder(std::move(folder))
    , m_layout(new QGridLayout(this))
    , m_caption(new QLabel(this))
    , m_list(new List(this))
    , m_saveAll(new QPushButton(QIcon::fromTheme(QStringLiteral("document-save-all")), i18nc("@action:button", "Sa&ve All…"), this))
{
    setObjectName(QStringLiteral("attachmentBar"));
    const auto edge = Metrics::margin(this);
    m_layout->setContentsMargins(edge, 0, edge, Metrics::spacing(this));
    m_caption->setObjectName(QStringLiteral("attachmentCaption"));
    m_caption->setBuddy(m_list);
    arrange();
    m_saveAll->setObjectName(QStringLiteral("saveAllAttachments"));
    connect(m_saveAll, &QPushButton::clicked, this, &AttachmentBar::saveAll);
    connect(m_list, &QListWidget::itemDoubleClicked, this, [this](QListWidgetItem *item) { open(m_list->row(item)); });
    hide();
}

void AttachmentBar::arrange()
{
    for (QWidget *widget : {static_cast<QWidget *>(m_caption), static_cast<QWidget *>(m_list), static_cast<QWidget *>(m_saveAll)}) {
        m_layout->removeWidget(widget);
    }
    m_layout->addWidget(m_caption, 0, 0, m_isNarrow ? Qt::AlignVCenter : Qt::AlignTop);
    m_layout->addWidget(m_saveAll, 0, 2, m_isNarrow ? Qt::AlignVCenter : Qt::AlignTop);
    m_isNarrow ? m_layout->addWidget(m_list, 1, 0, 1, 3) : m_layout->addWidget(m_list, 0, 1); // below, it has the whole width
    m_layout->setColumnStretch(1, 1);
}

void AttachmentBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool isNarrow = width() < fontMetrics().averageCharWidth() * 75;
    if (std::exchange(m_isNarrow, isNarrow) != isNarrow) {
        arrange();
    }
}

void AttachmentBar::setAttachments(const QList<Attachment> &attachments, Fetch fetch)
{
    m_attachments = attachments;
    m_fetch = std::move(fetch);
    m_list->clear();
    const QMimeDatabase types;
    for (const auto &attachment : attachments) {
        const auto name = Words::withoutTricks(attachment.name.isEmpty() ? i18nc("@item a file without a name", "Unnamed") : attachment.name);
        // The icon follows the name as another program would take it, never the content.
        const auto type = types.mimeTypeForFile(name, QMimeDatabase::MatchExtension);
        auto *item = new QListWidgetItem(attachment.isDangerous() ? QIcon::fromTheme(QStringLiteral("dialog-warning"))
                                                                  : QIcon::fromTheme(type.iconName(), QIcon::fromTheme(QStringLiteral("mail-attachment"))),
                                         i18nc("@item file name (size)", "%1 (%2)", Words::shortened(name, 50), Words::size(attachment.size)),
                                         m_list);
        const auto words = attachment.isDangerous()
            ? i18nc("@item spoken", "%1, %2, %3, can contain a program", name, type.comment(), Words::size(attachment.size))
            : i18nc("@item spoken", "%1, %2, %3", name, type.comment(), Words::size(attachment.size));
        item->setData(Qt::AccessibleTextRole, words);
        item->setToolTip(words);
    }
    m_caption->setText(i18ncp("@label", "%1 attachment:", "%1 attachments:", attachments.size()));
    m_saveAll->setVisible(attachments.size() > 1);
    if (m_list->count() > 0) {
        m_list->setCurrentRow(0, QItemSelectionModel::NoUpdate);
    }
    setVisible(!attachments.isEmpty());
    m_list->updateGeometry();
}

QList<Attachment> AttachmentBar::attachments() const
{
    return m_attachments;
}

void AttachmentBar::withBytes(int index, std::function<void(const QByteArray &)> use)
{
    if (index < 0 || index >= m_attachments.size() || !m_fetch) {
        return;
    }
    m_fetch(m_attachments.at(index).partId).then(this, [this, use = std::move(use)](const Result<QByteArray> &bytes) {
        if (!bytes) {
            Q_EMIT failed(bytes.error());
            return;
        }
        use(*bytes);
    });
}

void AttachmentBar::setKeep(std::function<bool()> mayKeep, Keep keep)
{
    m_mayKeep = std::move(mayKeep);
    m_keep = std::move(keep);
}

void AttachmentBar::saveToFiles(int index)
{
    withBytes(index, [this, index](const QByteArray &bytes) {
        const auto name = m_attachments.value(index).name;
        m_keep(bytes, name.isEmpty() ? i18nc("@item a file without a name", "Unnamed") : name);
    });
}

void AttachmentBar::open(int index)
{
    if (index < 0 || index >= m_attachments.size()) {
        return;
    }
    const auto &attachment = m_attachments.at(index);
    if (!attachment.isDangerous()) {
        openWithoutAsking(index);
        return;
    }
    const auto answer = KMessageBox::warningTwoActionsCancel(this,
                                                             xi18nc("@info",
                                                                    "<para>The file <filename>%1</filename> can contain a program or macros that harm this "
                                                                    "computer.</para><para>Open it only if you expected it and know the sender.</para>",
                                                                    Words::withoutTricks(attachment.name)),
                                                             i18nc("@title:window", "Open a Dangerous File?"),
                                                             KGuiItem(i18nc("@action:button", "Open Anyway"), QStringLiteral("dialog-warning")),
                                                             KGuiItem(i18nc("@action:button", "Save Instead…"), QStringLiteral("document-save-as")),
                                                             KStandardGuiItem::cancel(),
                                                             QString(),
                                                             KMessageBox::Dangerous);
    if (answer == KMessageBox::PrimaryAction) {
        openWithoutAsking(index);
    } else if (answer == KMessageBox::SecondaryAction) {
        saveAs(index);
    }
}

void AttachmentBar::openWithoutAsking(int index)
{
    withBytes(index, [this, index](const QByteArray &bytes) {
        const auto path = m_folder->put(m_attachments.value(index).name, bytes);
        if (!path) {
            Q_EMIT failed(path.error());
            return;
        }
        if (!QDesktopServices::openUrl(QUrl::fromLocalFile(*path))) {
            Q_EMIT failed(Error{Error::Kind::NotFound, i18nc("@info", "No program was found that opens this file."), *path, {}});
        }
    });
}

void AttachmentBar::saveAs(int index)
{
    if (index < 0 || index >= m_attachments.size()) {
        return;
    }
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::DownloadLocation));
    const auto path = QFileDialog::getSaveFileName(this, i18nc("@title:window", "Save Attachment"), folder.filePath(m_attachments.at(index).name));
    if (!path.isEmpty()) {
        saveTo(index, path);
    }
}

void AttachmentBar::saveTo(int index, const QString &path)
{
    withBytes(index, [this, path](const QByteArray &bytes) {
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
            Q_EMIT failed(Error{Error::Kind::Storage, i18nc("@info", "The file “%1” could not be saved: %2", path, file.errorString()), {}, {}});
            return;
        }
        Q_EMIT saved(i18nc("@info", "Saved as “%1”.", path));
    });
}

void AttachmentBar::saveAll()
{
    const auto folder = QFileDialog::getExistingDirectory(
        this, i18nc("@title:window", "Save All Attachments To"), QStandardPaths::writableLocation(QStandardPaths::DownloadLocation));
    if (folder.isEmpty()) {
        return;
    }
    QStringList taken;
    for (int i = 0; i < m_attachments.size(); ++i) {
        const QFileInfo wanted(m_attachments.at(i).name.isEmpty() ? QStringLiteral("attachment") : m_attachments.at(i).name);
        auto path = QDir(folder).filePath(wanted.fileName());
        for (int n = 2; QFile::exists(path) || taken.contains(path); ++n) { // never over another file
            path = QDir(folder).filePath(wanted.completeBaseName() + QStringLiteral(" (%1)").arg(n)
                                         + (wanted.suffix().isEmpty() ? QString() : QLatin1Char('.') + wanted.suffix()));
        }
        taken << path;
        saveTo(i, path);
    }
}

}
