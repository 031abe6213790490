// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/messagereader.h"

#include "mail/ui/attachmentbar.h"
#include "mail/ui/buttonrow.h"
#include "mail/ui/headerblock.h"
#include "mail/ui/invitation.h"
#include "mail/ui/linkdialog.h"
#include "mail/ui/messageprinter.h"
#include "mail/ui/privatefolder.h"
#include "mail/ui/readertext.h"
#include "mail/ui/sourceview.h"
#include "shell/emptystate.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <KMessageWidget>
#include <QAction>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QMenu>
#include <QPrintDialog>
#include <QPrinter>
#include <QSaveFile>
#include <QStackedWidget>
#include <QTextDocumentFragment>
#include <QTimer>
#include <QToolButton>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr auto patience = 250ms; // until "loading" is worth saying

QToolButton *makeButton(QWidget *parent, const char *name)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(QString::fromLatin1(name));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    return button;
}
}

MessageReader::MessageReader(Source source, QWidget *parent)
    : QWidget(parent)
    , m_source(std::move(source))
    , m_folder(std::make_shared<PrivateFolder>())
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState(this))
    , m_page(new QWidget(this))
    , m_header(new HeaderBlock(m_page))
    , m_actionRow(new ButtonRow(m_page))
    , m_format(makeButton(m_page, "showFormatted"))
    , m_linkButton(makeButton(m_page, "links"))
    , m_hint(new KMessageWidget(m_page))
    , m_invitation(new KMessageWidget(m_page))
    , m_invitationPlace(new QWidget(m_page))
    , m_attachments(new AttachmentBar(m_folder, m_page))
    , m_text(new ReaderText(m_page))
    , m_waiting(new EmptyState(m_page))
    , m_body(new QStackedWidget(m_page))
    , m_retry(new QAction(i18nc("@action:button", "Try Again"), this))
{
    setObjectName(QStringLiteral("messageReader"));
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_page);

    auto *layout = new QVBoxLayout(m_page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    const auto edge = Metrics::margin(this);
    m_actionRow->row()->setContentsMargins(edge / 2, 0, edge / 2, Metrics::spacing(this));
    m_actionRow->addStretch();
    m_actionRow->add(m_linkButton);
    m_actionRow->add(m_format);
    layout->addWidget(m_actionRow);
    for (auto *widget : {m_invitation, m_hint}) {
        widget->setMessageType(KMessageWidget::Information);
        widget->setCloseButtonVisible(false);
        widget->setWordWrap(true);
        widget->hide();
        layout->addWidget(widget);
    }
    m_hint->setObjectName(QStringLiteral("contentHint"));
    m_invitation->setObjectName(QStringLiteral("invitation"));
    m_invitation->setIcon(QIcon::fromTheme(QStringLiteral("view-calendar")));
    m_invitationPlace->setObjectName(QStringLiteral("invitationPlace"));
    (new QVBoxLayout(m_invitationPlace))->setContentsMargins(edge / 2, 0, edge / 2, Metrics::spacing(this));
    m_invitationPlace->hide();
    layout->addWidget(m_invitationPlace);
    layout->addWidget(m_attachments);
    layout->addWidget(m_body, 1);
    m_body->addWidget(m_text);
    m_body->addWidget(m_waiting);
    m_text->setMinimumHeight(fontMetrics().height() * 4);

    m_format->setCheckable(true);
    m_format->setIcon(QIcon::fromTheme(QStringLiteral("text-html")));
    m_format->setText(i18nc("@action:button", "Formatted"));
    m_format->setToolTip(i18nc("@info:tooltip", "Show the message with its formatting. Nothing is loaded from the internet."));
    connect(m_format, &QToolButton::toggled, this, [this](bool on) { showFormatted(on ? Qt::Checked : Qt::Unchecked); });
    m_linkButton->setIcon(QIcon::fromTheme(QStringLiteral("link")));
    m_linkButton->setText(i18nc("@action:button", "Links"));
    m_linkButton->setPopupMode(QToolButton::InstantPopup);
    m_linkButton->setMenu(new QMenu(m_linkButton));
    connect(m_linkButton->menu(), &QMenu::aboutToShow, this, &MessageReader::fillLinks);
    connect(m_text, &ReaderText::linkChosen, this, &MessageReader::openLink);
    connect(m_attachments, &AttachmentBar::failed, this, &MessageReader::failed);
    connect(m_attachments, &AttachmentBar::saved, this, &MessageReader::notice);
    m_retry->setObjectName(QStringLiteral("retry"));
    m_retry->setIcon(QIcon::fromTheme(QStringLiteral("view-refresh")));
    connect(m_retry, &QAction::triggered, this, [this] { showMessage(m_row); });
    showSelection(0);
}

MessageReader::~MessageReader()
{
    silence(this);
}

void MessageReader::setActions(const QList<QAction *> &actions)
{
    int position = 0;
    for (auto *action : actions) {
        auto *button = makeButton(m_page, "action");
        button->setDefaultAction(action);
        button->setObjectName(QLatin1String("reader_") + action->objectName());
        button->setFocusPolicy(Qt::StrongFocus);
        m_actionRow->insert(position++, button);
    }
}

void MessageReader::showSelection(int count)
{
    ++m_turn;
    m_row = {};
    m_content.reset();
    if (count == 0) {
        m_empty->setContent(QIcon::fromTheme(QStringLiteral("mail-message")),
                            i18nc("@info", "No message selected"),
                            i18nc("@info", "Choose a message from the list to read it here."));
    } else {
        m_empty->setContent(QIcon::fromTheme(QStringLiteral("mail-message")),
                            i18ncp("@info", "%1 message selected", "%1 messages selected", count),
                            i18nc("@info", "What you do now is done with all of them."));
    }
    m_stack->setCurrentWidget(m_empty);
}

void MessageReader::showMessage(const MessageRow &row)
{
    const auto turn = ++m_turn;
    m_row = row;
    m_content.reset();
    m_header->showRow(row);
    m_attachments->setAttachments({}, {});
    m_hint->hide();
    hideInvitation();
    m_format->setVisible(false);
    m_linkButton->setVisible(false);
    m_isFormatted = false;
    m_stack->setCurrentWidget(m_page);
    QTimer::singleShot(patience, this, [this, turn] {
        if (turn == m_turn && !m_content && m_body->currentWidget() == m_text) {
            m_waiting->setContent(QIcon::fromTheme(QStringLiteral("view-refresh")), i18nc("@info", "Loading the message…"));
            m_waiting->setChoices({});
            m_body->setCurrentWidget(m_waiting);
        }
    });
    m_source.load(row.item).then(this, [this, turn](const Result<Content> &content) {
        if (turn != m_turn) {
            return; // the user has gone on
        }
        if (!content) {
            showProblem(content.error());
            return;
        }
        showContent(*content);
    });
}

void MessageReader::updateRow(const MessageRow &row)
{
    if (row.item == m_row.item) {
        m_row = row;
        m_header->setTags(row.keywords);
    }
}

void MessageReader::showContent(const Content &content)
{
    m_content = content;
    m_header->showContent(*content, m_row, SenderWarnings::of(*content, SenderWarnings::Known::Unknown));
    if (m_source.known && !content->from.address.isEmpty()) {
        const auto turn = m_turn;
        m_source.known(content->from.address).then(this, [this, turn](SenderWarnings::Known known) {
            if (turn == m_turn && m_content && known == SenderWarnings::Known::First) {
                m_header->showContent(*m_content, m_row, SenderWarnings::of(*m_content, known));
            }
        });
    }
    QList<Attachment> files;
    for (const auto &attachment : content->attachments) {
        if (!attachment.isInline || content->safeHtml.isEmpty()) {
            files << attachment;
        }
    }
    m_attachments->setAttachments(files, [this, item = m_row.item](const QString &part) { return m_source.attachment(item, part); });
    showInvitation(*content);
    m_format->setVisible(!content->safeHtml.isEmpty());
    m_body->setCurrentWidget(m_text);
    render();
    Q_EMIT loaded(m_row.item);
}

void MessageReader::showInvitation(const MessageContent &content)
{
    hideInvitation();
    if (content.calendar.isEmpty()) {
        return;
    }
    if (m_source.openInvitation) {
        m_invitationView = m_source.openInvitation(content.calendar, content.from.address, m_invitationPlace);
    }
    if (m_invitationView) {
        m_invitationPlace->layout()->addWidget(m_invitationView);
        m_invitationPlace->show();
        // Tab meets it where it stands: behind the buttons, before files and text.
        QWidget *before = m_format;
        QList<QWidget *> parts{m_invitationView};
        parts += m_invitationView->findChildren<QWidget *>();
        for (auto *part : std::as_const(parts)) {
            if ((part->focusPolicy() & Qt::TabFocus) && part->window() == window()) { // not the lists of its combo boxes
                setTabOrder(before, part);
                before = part;
            }
        }
        return;
    }
    if (const auto invitation = Invitation::parse(content.calendar).sentence(); !invitation.isEmpty()) {
        m_invitation->setText(invitation.toHtmlEscaped());
        m_invitation->setAccessibleName(invitation);
        m_invitation->show();
    }
}

void MessageReader::hideInvitation()
{
    m_invitation->hide();
    m_invitationPlace->hide();
    if (m_invitationView) {
        m_invitationView->hide();
        m_invitationView->deleteLater(); // perhaps a button of it brought us here
        m_invitationView.clear();
    }
}

void MessageReader::showProblem(const Error &error)
{
    const bool isOffline = isPassing(error.kind);
    m_waiting->setContent(QIcon::fromTheme(isOffline ? QStringLiteral("network-disconnect") : QStringLiteral("dialog-warning")),
                          isOffline ? i18nc("@info", "This message is not here yet") : i18nc("@info", "This message could not be loaded"),
                          isOffline ? i18nc("@info", "%1 It will be loaded as soon as the server can be reached.", error.message) : error.message);
    m_waiting->setChoices({m_retry});
    m_body->setCurrentWidget(m_waiting);
}

void MessageReader::render()
{
    if (!m_content) {
        return;
    }
    const QSignalBlocker blocker(m_format);
    m_format->setChecked(m_isFormatted);
    if (m_isFormatted && !m_content->safeHtml.isEmpty()) {
        m_text->showFormatted(m_content->safeHtml, m_content->inlineImages);
        m_hint->setText(i18nc("@info", "Pictures and other content from the internet are not loaded; they could tell the sender that you read this."));
        m_hint->setVisible(m_content->hadRemoteContent);
    } else {
        m_text->showPlain(m_content->plainText);
        m_hint->hide();
    }
    m_linkButton->setVisible(!m_text->links().isEmpty());
}

void MessageReader::showFormatted(Qt::CheckState formatted)
{
    m_isFormatted = formatted == Qt::Checked;
    render();
}

Qt::CheckState MessageReader::isFormatted() const
{
    return m_isFormatted ? Qt::Checked : Qt::Unchecked;
}

void MessageReader::fillLinks()
{
    auto *menu = m_linkButton->menu();
    menu->clear();
    const auto links = m_text->links();
    for (const auto &link : links.first(std::min<qsizetype>(links.size(), 40))) {
        const auto host = link.target.scheme() == QLatin1String("mailto") ? link.target.path() : link.target.host();
        auto words = Words::shortened(Words::withoutTricks(link.text), 50);
        words = words.contains(host) ? words : i18nc("@action:inmenu text of a link (where it leads)", "%1 (%2)", words, host);
        menu->addAction(words.replace(u'&', QStringLiteral("&&")), this, [this, link] { openLink(link.target, link.text); });
    }
}

void MessageReader::openLink(const QUrl &target, const QString &text)
{
    if (target.scheme() == QLatin1String("mailto")) {
        Q_EMIT mailtoChosen(target);
        return;
    }
    auto *dialog = new LinkDialog(target, text, this);
    dialog->open();
}

void MessageReader::showSource()
{
    if (!m_row.item) {
        return;
    }
    m_source.raw(m_row.item).then(this, [this](const Result<QByteArray> &raw) {
        if (!raw) {
            Q_EMIT failed(raw.error());
            return;
        }
        auto *view = new SourceView(*raw, this);
        view->show();
    });
}

void MessageReader::save()
{
    if (!m_row.item) {
        return;
    }
    m_source.raw(m_row.item).then(this, [this, subject = m_row.subject](const Result<QByteArray> &raw) {
        if (!raw) {
            Q_EMIT failed(raw.error());
            return;
        }
        auto name = Words::shortened(Words::withoutTricks(subject), 60);
        name.replace(u'/', u'-');
        const auto path = QFileDialog::getSaveFileName(
            this, i18nc("@title:window", "Save Message"), (name.isEmpty() ? QStringLiteral("message") : name) + QStringLiteral(".eml"));
        if (path.isEmpty()) {
            return;
        }
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(*raw) != raw->size() || !file.commit()) {
            Q_EMIT failed(Error{Error::Kind::Storage, i18nc("@info", "The file “%1” could not be saved: %2", path, file.errorString()), {}, {}});
            return;
        }
        Q_EMIT notice(i18nc("@info", "Saved as “%1”.", path));
    });
}

void MessageReader::print()
{
    if (!m_content) {
        return;
    }
    auto *printer = new QPrinter(QPrinter::HighResolution);
    printer->setDocName(m_content->subject);
    auto *dialog = new QPrintDialog(printer, this);
    dialog->setWindowTitle(i18nc("@title:window", "Print Message"));
    connect(dialog, &QDialog::finished, this, [content = m_content, format = m_isFormatted ? Qt::RichText : Qt::PlainText, dialog, printer](int result) {
        if (result == QDialog::Accepted) {
            MessagePrinter::print(*content, format, printer);
        }
        dialog->deleteLater();
        delete printer;
    });
    dialog->open();
}

ItemId MessageReader::item() const
{
    return m_row.item;
}

MessageReader::Content MessageReader::content() const
{
    return m_content;
}

QString MessageReader::selectedText() const
{
    return m_text->textCursor().selection().toPlainText();
}

ReaderText *MessageReader::text() const
{
    return m_text;
}

AttachmentBar *MessageReader::attachments() const
{
    return m_attachments;
}

HeaderBlock *MessageReader::header() const
{
    return m_header;
}

}
