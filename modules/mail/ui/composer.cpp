// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/composer.h"

#include "mail/ui/composerchecks.h"
#include "mail/ui/composertext.h"
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
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QScreen>
#include <QToolBar>
#include <QToolButton>
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
    , m_toolBar(new QToolBar(this))
    , m_notice(new KMessageWidget(this))
    , m_from(new QComboBox(this))
    , m_to(new AddressEdit(m_desk.complete, this))
    , m_cc(new AddressEdit(m_desk.complete, this))
    , m_bcc(new AddressEdit(m_desk.complete, this))
    , m_ccLabel(new QLabel(i18nc("@label", "&Cc:"), this))
    , m_bccLabel(new QLabel(i18nc("@label", "&Bcc:"), this))
    , m_subject(new QLineEdit(this))
    , m_text(new ComposerText(this))
    , m_attachments(new DraftAttachments(this))
    , m_state(new QLabel(this))
{
    setObjectName(QStringLiteral("composer"));
    setAttribute(Qt::WA_DeleteOnClose);
    setAcceptDrops(true);
    setWindowIcon(QIcon::fromTheme(QStringLiteral("mail-message-new")));
    buildToolBar();
    buildFields();
    fill(draft);
    m_autosave.setSingleShot(true);
    m_autosave.setInterval(keepAfter);
    connect(&m_autosave, &QTimer::timeout, this, &Composer::saveNow);
    for (auto *field : addressFields()) {
        connect(field, &QLineEdit::textChanged, this, &Composer::touched);
        connect(field, &QLineEdit::editingFinished, this, &Composer::markWrongAddresses);
    }
    connect(m_subject, &QLineEdit::textChanged, this, &Composer::touched);
    connect(m_subject, &QLineEdit::textChanged, this, &Composer::updateTitle);
    connect(m_text, &QTextEdit::textChanged, this, [this] {
        if (m_text->document()->isModified()) { // marking wrong words changes nothing
            touched();
        }
    });
    connect(m_from, &QComboBox::currentIndexChanged, this, &Composer::touched);
    connect(m_attachments, &DraftAttachments::changed, this, &Composer::touched);
    connect(m_attachments, &DraftAttachments::failed, this, [this](const Error &error) {
        showObstacles({error.message});
    });
    connect(m_text, &ComposerText::filesOffered, this, &Composer::attach);
    connect(m_text, &ComposerText::pictureOffered, this, [this](const QByteArray &png) {
        attachBytes(png, i18nc("@item file name of a pasted picture", "Picture %1.png", m_attachments->attachments().size() + 1), QStringLiteral("image/png"));
    });
    resize(QSize(fontMetrics().averageCharWidth() * 96, fontMetrics().height() * 36).boundedTo(screen()->availableSize() - QSize(0, fontMetrics().height() * 2)));
    updateTitle();
    (draft.to.isEmpty() ? static_cast<QWidget *>(m_to) : draft.subject.isEmpty() ? static_cast<QWidget *>(m_subject) : m_text)->setFocus();
}

Composer::~Composer()
{
    silence(this);
}

QList<AddressEdit *> Composer::addressFields() const
{
    return {m_to, m_cc, m_bcc};
}

void Composer::buildToolBar()
{
    m_toolBar->setObjectName(QStringLiteral("composerToolBar"));
    m_toolBar->setAccessibleName(i18nc("@label", "Composer tools"));
    m_toolBar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_toolBar->setContextMenuPolicy(Qt::PreventContextMenu);
    const auto add = [this](const char *name, const char *icon, const QString &text, const QKeySequence &shortcut, auto slot) {
        auto *action = m_toolBar->addAction(QIcon::fromTheme(QString::fromLatin1(icon)), text, this, slot);
        action->setObjectName(QString::fromLatin1(name));
        action->setShortcut(shortcut);
        action->setToolTip(i18nc("@info:tooltip action and shortcut", "%1 (%2)", text, shortcut.toString(QKeySequence::NativeText)));
        return action;
    };
    m_send = add("send", "document-send", i18nc("@action", "Send"), QKeySequence(QStringLiteral("Ctrl+Return")), [this] {
        send();
    });
    add("sendLater", "clock", i18nc("@action", "Send Later…"), QKeySequence(QStringLiteral("Ctrl+Shift+Return")), [this] {
        sendLater();
    });
    m_toolBar->addSeparator();
    add("attach", "mail-attachment", i18nc("@action", "Attach…"), QKeySequence(QStringLiteral("Ctrl+Shift+A")), [this] {
        chooseFiles();
    });
    auto *spelling = add("spelling", "tools-check-spelling", i18nc("@action", "Spelling"), QKeySequence(QStringLiteral("F7")), [this] {
        m_text->setCheckSpellingEnabled(!m_text->checkSpellingEnabled());
    });
    spelling->setCheckable(true);
    spelling->setChecked(true);
    m_toolBar->addSeparator();
    add("saveDraft", "document-save", i18nc("@action", "Save Draft"), QKeySequence(QKeySequence::Save), [this] {
        saveNow();
    });
    add("discardDraft", "edit-delete", i18nc("@action", "Discard…"), QKeySequence(QStringLiteral("Ctrl+Shift+Delete")), [this] {
        discard();
    });
    const auto buttons = m_toolBar->findChildren<QToolButton *>();
    for (auto *button : buttons) {
        if (button->defaultAction()) {
            button->setFocusPolicy(Qt::TabFocus);
            button->setObjectName(QLatin1String("button_") + button->defaultAction()->objectName());
        }
    }
    auto *close = new QAction(i18nc("@action", "Close"), this);
    close->setShortcuts({QKeySequence(QKeySequence::Close), QKeySequence(Qt::Key_Escape)});
    connect(close, &QAction::triggered, this, &QWidget::close);
    addAction(close);
}

void Composer::buildFields()
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
    auto *form = new QFormLayout;
    Metrics::apply(form, this);
    auto *fromLabel = new QLabel(i18nc("@label", "&From:"), this);
    fromLabel->setBuddy(m_from);
    m_from->setObjectName(QStringLiteral("from"));
    form->addRow(fromLabel, m_from);
    auto *toLabel = new QLabel(i18nc("@label", "&To:"), this);
    toLabel->setBuddy(m_to);
    m_to->setObjectName(QStringLiteral("to"));
    m_cc->setObjectName(QStringLiteral("cc"));
    m_bcc->setObjectName(QStringLiteral("bcc"));
    m_to->setAccessibleName(i18nc("@label", "To"));
    m_cc->setAccessibleName(i18nc("@label", "Cc"));
    m_bcc->setAccessibleName(i18nc("@label", "Bcc"));
    auto *toLine = new QHBoxLayout;
    toLine->addWidget(m_to, 1);
    auto *more = new QToolButton(this);
    more->setObjectName(QStringLiteral("showCopies"));
    more->setText(i18nc("@action:button", "Cc, Bcc"));
    more->setToolTip(i18nc("@info:tooltip", "Show the fields for copies"));
    more->setAutoRaise(true);
    more->setFocusPolicy(Qt::TabFocus);
    toLine->addWidget(more);
    form->addRow(toLabel, toLine);
    m_ccLabel->setBuddy(m_cc);
    m_bccLabel->setBuddy(m_bcc);
    form->addRow(m_ccLabel, m_cc);
    form->addRow(m_bccLabel, m_bcc);
    for (QWidget *hidden : std::initializer_list<QWidget *>{m_ccLabel, m_cc, m_bccLabel, m_bcc}) {
        hidden->hide();
    }
    connect(more, &QToolButton::clicked, this, [this, more] {
        for (QWidget *shown : std::initializer_list<QWidget *>{m_ccLabel, m_cc, m_bccLabel, m_bcc}) {
            shown->show();
        }
        more->hide();
        m_cc->setFocus();
    });
    auto *subjectLabel = new QLabel(i18nc("@label", "S&ubject:"), this);
    subjectLabel->setBuddy(m_subject);
    m_subject->setObjectName(QStringLiteral("subjectEdit"));
    m_subject->setAccessibleName(i18nc("@label", "Subject"));
    form->addRow(subjectLabel, m_subject);
    layout->addLayout(form);
    layout->addWidget(m_text, 1);
    auto *foot = new QVBoxLayout;
    Metrics::apply(foot, this);
    foot->addWidget(m_attachments);
    m_state->setObjectName(QStringLiteral("draftState"));
    m_state->setEnabled(true);
    foot->addWidget(m_state);
    layout->addLayout(foot);
    setTabOrder({m_from, m_to, more, m_cc, m_bcc, m_subject, m_text});
}

void Composer::fill(const Draft &draft)
{
    for (const auto &account : m_desk.accounts()) {
        for (const auto &address : QStringList{account.address} + account.aliases) {
            m_from->addItem(MailAddress{account.name, address}.toString(), QVariantList{account.id.value, address, account.name});
            if (account.id == draft.account && address.compare(draft.from.address, Qt::CaseInsensitive) == 0) {
                m_from->setCurrentIndex(m_from->count() - 1);
            }
        }
    }
    m_to->setAddresses(draft.to);
    m_cc->setAddresses(draft.cc);
    m_bcc->setAddresses(draft.bcc);
    if (!draft.cc.isEmpty() || !draft.bcc.isEmpty()) {
        for (QWidget *shown : std::initializer_list<QWidget *>{m_ccLabel, m_cc, m_bccLabel, m_bcc}) {
            shown->show();
        }
        findChild<QToolButton *>(QStringLiteral("showCopies"))->hide();
    }
    m_subject->setText(draft.subject);
    m_text->setPlainText(draft.text);
    m_text->moveCursor(QTextCursor::Start);
    m_text->document()->setModified(false);
    m_attachments->setAttachments(draft.attachments);
}

Draft Composer::draft() const
{
    auto draft = m_draft;
    if (const auto from = m_from->currentData().toList(); from.size() == 3) {
        draft.account = AccountId{from.at(0).toLongLong()};
        draft.from = {from.at(2).toString(), from.at(1).toString()};
    }
    draft.to = m_to->addresses();
    draft.cc = m_cc->addresses();
    draft.bcc = m_bcc->addresses();
    draft.subject = m_subject->text();
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
    const auto subject = m_subject->text().trimmed();
    setWindowTitle(subject.isEmpty() ? i18nc("@title:window", "New Message") : i18nc("@title:window subject of the message being written", "%1 — Write", subject));
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
            finish();
        }
    });
}

void Composer::markWrongAddresses()
{
    QStringList wrong;
    for (auto *field : addressFields()) {
        QStringList rejected;
        field->addresses(&rejected);
        wrong << rejected;
    }
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
    QStringList rejected;
    for (auto *field : addressFields()) {
        QStringList wrong;
        field->addresses(&wrong);
        if (!wrong.isEmpty() && rejected.isEmpty()) {
            field->setFocus();
        }
        rejected << wrong;
    }
    const auto now = draft();
    if (const auto obstacles = ComposerChecks::obstacles(now, rejected); !obstacles.isEmpty()) {
        showObstacles(obstacles);
        if (rejected.isEmpty()) {
            m_to->setFocus();
        }
        return;
    }
    if (m_attachments->underWay() > 0) {
        showObstacles({i18nc("@info", "An attachment is still being added.")});
        return;
    }
    if (const auto doubts = ComposerChecks::doubts(now); !doubts.isEmpty()) {
        const auto answer = KMessageBox::questionTwoActions(this, doubts.join(QLatin1Char('\n')), i18nc("@title:window", "Send Anyway?"),
                                                            KGuiItem(i18nc("@action:button", "&Send Anyway"), QStringLiteral("document-send")),
                                                            KGuiItem(i18nc("@action:button", "Go On &Writing"), QStringLiteral("document-edit")), QString(),
                                                            KMessageBox::Dangerous);
        if (answer != KMessageBox::PrimaryAction) {
            if (now.subject.trimmed().isEmpty()) {
                m_subject->setFocus();
            }
            return;
        }
    }
    sendAt({});
}

void Composer::sendLater()
{
    QStringList rejected;
    for (auto *field : addressFields()) {
        QStringList wrong;
        field->addresses(&wrong);
        rejected << wrong;
    }
    if (const auto obstacles = ComposerChecks::obstacles(draft(), rejected); !obstacles.isEmpty()) {
        showObstacles(obstacles);
        return;
    }
    auto *dialog = new SendLaterDialog(QDateTime::currentDateTime(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        sendAt(dialog->chosen());
    });
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
    m_send->setEnabled(false);
    const auto outgoing = draft();
    m_desk.send(outgoing, when).then(this, [this, outgoing, when](const Result<ChangeId> &change) {
        m_isSending = false;
        m_send->setEnabled(true);
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

void Composer::discard()
{
    const bool hasContent = m_isChanged || m_draft.item;
    if (hasContent
        && KMessageBox::warningContinueCancel(this, i18nc("@info", "The message and what was kept of it will be deleted."), i18nc("@title:window", "Discard the Message?"),
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
    if (m_isFinished || !isDirty()) {
        m_isFinished = true;
        event->accept();
        return;
    }
    m_closeWhenSaved = true; // closing waits for the draft to be kept; a failure keeps the window
    event->ignore();
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
