// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/composer.h"

#include "mail/ui/composerchecks.h"
#include "mail/ui/composerhead.h"
#include "mail/ui/composertext.h"
#include "mail/ui/composertoolbar.h"
#include "mail/ui/draftattachments.h"
#include "mail/ui/sendlaterdialog.h"
#include "shell/announcer.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <KMessageBox>
#include <KMessageWidget>
#include <QAction>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>
#include <QScreen>
#include <QPointer>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr auto keepAfter = 4s; // of quiet, or while typing goes on
}

Composer::Composer(Desk desk, const Draft &draft, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_desk(std::move(desk))
    , m_draft(draft)
    , m_toolBar(new ComposerToolBar(this))
    , m_notice(new KMessageWidget(this))
    , m_head(new ComposerHead(m_desk.complete, m_desk.book, this))
    , m_text(new ComposerText(this))
    , m_attachments(new DraftAttachments(this))
    , m_state(new QLabel(this))
{
    setObjectName(QStringLiteral("composer"));
    setAttribute(Qt::WA_DeleteOnClose);
    setAcceptDrops(true);
    setWindowIcon(QIcon::fromTheme(QStringLiteral("mail-message-new")));
    connectTools();
    buildLayout();
    fill(draft);
    m_autosave.setSingleShot(true);
    m_autosave.setInterval(keepAfter);
    connect(&m_autosave, &QTimer::timeout, this, &Composer::saveNow);
    connect(m_head, &ComposerHead::edited, this, &Composer::touched);
    connect(m_head, &ComposerHead::subjectChanged, this, &Composer::updateTitle);
    connect(m_head, &ComposerHead::addressesLeft, this, &Composer::markWrongAddresses);
    connect(m_text, &QTextEdit::textChanged, this, [this] {
        if (m_text->document()->isModified()) { // marking wrong words changes nothing
            touched();
        }
    });
    connect(m_attachments, &DraftAttachments::changed, this, [this] {
        touched();
        if (m_closeWhenSaved) { // closing waited for the file
            close();
        }
    });
    connect(m_attachments, &DraftAttachments::failed, this, [this](const Error &error) {
        m_closeWhenSaved = false; // the reason must be read
        showObstacles({error.message});
    });
    connect(m_text, &ComposerText::filesOffered, this, &Composer::attach);
    connect(m_text, &ComposerText::pictureOffered, this, [this](const QByteArray &png) {
        attachBytes(png, i18nc("@item file name of a pasted picture", "Picture %1.png", m_attachments->attachments().size() + 1), QStringLiteral("image/png"));
    });
    resize(
        QSize(fontMetrics().averageCharWidth() * 112, fontMetrics().height() * 36).boundedTo(screen()->availableSize() - QSize(0, fontMetrics().height() * 2)));
    updateTitle();
    m_head->goToFirstEmpty(m_text);
}

Composer::~Composer()
{
    silence(this);
}

void Composer::connectTools()
{
    connect(m_toolBar, &ComposerToolBar::sendWanted, this, &Composer::send);
    connect(m_toolBar, &ComposerToolBar::sendLaterWanted, this, &Composer::sendLater);
    connect(m_toolBar, &ComposerToolBar::attachWanted, this, &Composer::chooseFiles);
    if (m_desk.chooseFromFiles) {
        m_toolBar->offerFiles();
        connect(m_toolBar, &ComposerToolBar::attachFromFilesWanted, this, [this] { chooseFromFiles(Workbench::FileUse::Copy); });
        connect(m_toolBar, &ComposerToolBar::linkToFilesWanted, this, [this] { chooseFromFiles(Workbench::FileUse::Link); });
    }
    connect(m_toolBar, &ComposerToolBar::spellingWanted, m_text, &ComposerText::setCheckSpellingEnabled);
    connect(m_toolBar, &ComposerToolBar::saveWanted, this, &Composer::saveNow);
    connect(m_toolBar, &ComposerToolBar::discardWanted, this, &Composer::discard);
    auto *close = new QAction(i18nc("@action", "Close"), this);
    close->setShortcuts({QKeySequence(QKeySequence::Close), QKeySequence(Qt::Key_Escape)});
    connect(close, &QAction::triggered, this, &QWidget::close);
    addAction(close);
}

void Composer::buildLayout()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_toolBar);
    m_notice->setObjectName(QStringLiteral("composerNotice"));
    m_notice->setWordWrap(true);
    m_notice->setMessageType(KMessageWidget::Warning);
    m_notice->hide();
    layout->addWidget(m_notice);
    layout->addWidget(m_head);
    layout->addWidget(m_text, 1);
    auto *foot = new QVBoxLayout;
    Metrics::apply(foot, this);
    foot->addWidget(m_attachments);
    m_state->setObjectName(QStringLiteral("draftState"));
    m_state->setEnabled(true);
    foot->addWidget(m_state);
    layout->addLayout(foot);
    setTabOrder(m_head->last(), m_text);
}

void Composer::fill(const Draft &draft)
{
    m_head->fill(m_desk.accounts(), draft);
    m_text->setPlainText(draft.text);
    m_text->moveCursor(QTextCursor::Start);
    m_text->document()->setModified(false);
    m_attachments->setAttachments(draft.attachments);
}

Draft Composer::draft() const
{
    auto draft = m_head->written(m_draft);
    draft.text = m_text->toPlainText();
    draft.attachments = m_attachments->attachments();
    return draft;
}

bool Composer::isDirty() const
{
    return m_isChanged || m_saving != Saving::Idle;
}

DraftAttachments *Composer::attachments() const
{
    return m_attachments;
}

void Composer::touched()
{
    m_isChanged = true;
    m_state->setText(i18nc("@info", "Not saved yet"));
    if (!m_autosave.isActive()) {
        m_autosave.start();
    }
}

void Composer::updateTitle()
{
    const auto subject = m_head->subject().trimmed();
    setWindowTitle(subject.isEmpty() ? i18nc("@title:window", "New Message")
                                     : i18nc("@title:window subject of the message being written", "%1 — Write", subject));
}

void Composer::saveNow()
{
    m_autosave.stop();
    if (m_isFinished || m_isSending) {
        return;
    }
    if (m_saving != Saving::Idle) {
        m_saving = Saving::AgainAfter;
        return;
    }
    if (!m_isChanged) {
        Q_EMIT settled();
        return;
    }
    m_saving = Saving::UnderWay;
    m_isChanged = false;
    m_text->document()->setModified(false);
    m_desk.save(draft()).then(this, [this](const Result<Draft> &kept) {
        const bool again = m_saving == Saving::AgainAfter;
        m_saving = Saving::Idle;
        if (!kept) {
            m_isChanged = true;
            m_closeWhenSaved = false;
            m_sendWhenSettled.reset();
            m_state->setText(i18nc("@info", "Not saved"));
            showObstacles({kept.error().message});
            Q_EMIT settled();
            return;
        }
        m_draft.item = kept->item;
        m_draft.messageId = kept->messageId;
        m_wasSaved = true;
        m_state->setText(i18nc("@info", "Draft saved at %1", QLocale().toString(QTime::currentTime(), QLocale::ShortFormat)));
        Q_EMIT saved(*kept);
        if (m_sendWhenSettled) {
            const auto when = *std::exchange(m_sendWhenSettled, std::nullopt);
            sendAt(when);
            return;
        }
        if (again || (m_closeWhenSaved && m_isChanged)) {
            saveNow();
            return;
        }
        Q_EMIT settled();
        if (m_closeWhenSaved) {
            Q_EMIT leftAsDraft(*kept);
            finish();
        }
    });
}

void Composer::markWrongAddresses()
{
    const auto wrong = m_head->wrongAddresses();
    if (wrong.isEmpty()) {
        if (m_notice->isVisible() && m_notice->property("aboutAddresses").toBool()) {
            m_notice->hide();
        }
        return;
    }
    showObstacles(ComposerChecks::obstacles({}, wrong));
    m_notice->setProperty("aboutAddresses", true);
}

void Composer::showObstacles(const QStringList &sentences)
{
    const auto text = sentences.join(QLatin1Char(' '));
    m_notice->setProperty("aboutAddresses", false);
    m_notice->setText(text.toHtmlEscaped());
    m_notice->setAccessibleName(text);
    m_notice->show();
    Announcer::sayNow(this, text, Announcer::Urgency::Assertive);
}

void Composer::send()
{
    const auto rejected = m_head->wrongAddresses();
    const auto now = draft();
    if (const auto obstacles = ComposerChecks::obstacles(now, rejected); !obstacles.isEmpty()) {
        showObstacles(obstacles);
        m_head->goToWrongAddress();
        return;
    }
    if (m_attachments->underWay() > 0) {
        showObstacles({i18nc("@info", "An attachment is still being added.")});
        return;
    }
    if (const auto doubts = ComposerChecks::doubts(now); !doubts.isEmpty()) {
        const auto answer = KMessageBox::questionTwoActions(this,
                                                            doubts.join(QLatin1Char('\n')),
                                                            i18nc("@title:window", "Send Anyway?"),
                                                            KGuiItem(i18nc("@action:button", "&Send Anyway"), QStringLiteral("document-send")),
                                                            KGuiItem(i18nc("@action:button", "Go On &Writing"), QStringLiteral("document-edit")),
                                                            QString(),
                                                            KMessageBox::Dangerous);
        if (answer != KMessageBox::PrimaryAction) {
            if (now.subject.trimmed().isEmpty()) {
                m_head->goToSubject();
            }
            return;
        }
    }
    sendAt({});
}

void Composer::sendLater()
{
    if (const auto obstacles = ComposerChecks::obstacles(draft(), m_head->wrongAddresses()); !obstacles.isEmpty()) {
        showObstacles(obstacles);
        m_head->goToWrongAddress();
        return;
    }
    if (m_attachments->underWay() > 0) {
        showObstacles({i18nc("@info", "An attachment is still being added.")});
        return;
    }
    auto *dialog = new SendLaterDialog(QDateTime::currentDateTime(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { sendAt(dialog->chosen()); });
    dialog->open();
}

void Composer::sendAt(const QDateTime &when)
{
    if (m_isSending || m_isFinished) {
        return;
    }
    if (m_saving != Saving::Idle) {
        m_sendWhenSettled = when; // the kept draft's number is needed, or it would stay behind
        return;
    }
    m_autosave.stop();
    m_isSending = true;
    m_toolBar->setSending(Qt::Checked);
    const auto outgoing = draft();
    m_desk.send(outgoing, when).then(this, [this, outgoing, when](const Result<ChangeId> &change) {
        m_isSending = false;
        m_toolBar->setSending(Qt::Unchecked);
        if (!change) {
            showObstacles({change.error().message});
            Q_EMIT failed(change.error());
            return;
        }
        Q_EMIT sent(*change, outgoing, when);
        finish();
    });
}

void Composer::attach(const QStringList &paths)
{
    for (const auto &path : paths) {
        const QFileInfo file(path);
        if (file.isDir()) {
            showObstacles({i18nc("@info", "“%1” is a folder; only files can be attached.", file.fileName())});
            continue;
        }
        m_attachments->add(file.fileName(), m_desk.attachFile(path));
    }
}

void Composer::attachBytes(const QByteArray &bytes, const QString &name, const QString &mimeType)
{
    m_attachments->add(name, m_desk.attachBytes(bytes, name, mimeType));
}

void Composer::chooseFiles()
{
    attach(QFileDialog::getOpenFileNames(this, i18nc("@title:window", "Attach Files")));
}

void Composer::chooseFromFiles(Workbench::FileUse use)
{
    m_desk.chooseFromFiles(use, this, [guard = QPointer<Composer>(this)](const Workbench::FileChoice &choice) {
        if (!guard) {
            return;
        }
        guard->hold(choice.keep);
        guard->attach(choice.paths);
        if (!choice.links.isEmpty()) {
            guard->m_text->insertPlainText(choice.links);
            guard->m_text->setFocus();
        }
    });
}

void Composer::hold(const std::shared_ptr<void> &keep)
{
    if (keep) {
        m_held << keep;
    }
}

void Composer::discard()
{
    const bool hasContent = m_isChanged || m_draft.item;
    if (hasContent
        && KMessageBox::warningContinueCancel(this,
                                              i18nc("@info", "The message and what was kept of it will be deleted."),
                                              i18nc("@title:window", "Discard the Message?"),
                                              KGuiItem(i18nc("@action:button", "&Discard"), QStringLiteral("edit-delete")))
            != KMessageBox::Continue) {
        return;
    }
    m_autosave.stop();
    m_isFinished = true;
    m_desk.discard(draft());
    close();
}

void Composer::finish()
{
    m_isFinished = true;
    m_isChanged = false;
    Q_EMIT settled();
    QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection); // we may be inside closeEvent()
}

void Composer::closeEvent(QCloseEvent *event)
{
    const bool isAttaching = !m_isFinished && m_attachments->underWay() > 0;
    if (m_isFinished || (!isDirty() && !isAttaching)) {
        if (!std::exchange(m_isFinished, true) && m_wasSaved) {
            Q_EMIT leftAsDraft(draft());
        }
        event->accept();
        return;
    }
    m_closeWhenSaved = true; // closing waits for the draft and its files to be kept; a failure keeps the window
    event->ignore();
    if (isAttaching) {
        showObstacles({i18nc("@info", "The window closes as soon as the attachment is kept.")});
        return;
    }
    saveNow();
}

void Composer::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls()) {
        event->acceptProposedAction();
    }
}

void Composer::dropEvent(QDropEvent *event)
{
    QStringList paths;
    const auto urls = event->mimeData()->urls();
    for (const auto &url : urls) {
        if (url.isLocalFile()) {
            paths << url.toLocalFile();
        }
    }
    attach(paths);
    event->acceptProposedAction();
}

}
