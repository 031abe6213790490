// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/messagecontent.h"
#include "mail/ui/senderwarnings.h"

#include <QFuture>
#include <QPointer>
#include <QWidget>

#include <functional>
#include <memory>

class KMessageWidget;
class QAction;
class QStackedWidget;
class QToolButton;

namespace Kontor
{

class AttachmentBar;
class ButtonRow;
class EmptyState;
class HeaderBlock;
class PrivateFolder;
class ReaderText;

/// Shows one message: header, warnings, attachments, text. Plain text first, formatted on request;
/// nothing is ever fetched from anywhere but the mail server.
class MessageReader : public QWidget
{
    Q_OBJECT
public:
    using Content = std::shared_ptr<const MessageContent>;
    /// Where messages come from; the pane hands in MessageLoader, tests their own.
    struct Source {
        std::function<QFuture<Result<Content>>(ItemId)> load;
        std::function<QFuture<Result<QByteArray>>(ItemId)> raw;
        std::function<QFuture<Result<QByteArray>>(ItemId, const QString &)> attachment;
        std::function<QFuture<SenderWarnings::Known>(const QString &address)> known;
        /// What shows an invitation in place; null: there is nothing for it. The parent owns it.
        std::function<QWidget *(const QByteArray &ics, const QString &sender, QWidget *parent)> openInvitation{};
    };

    explicit MessageReader(Source source, QWidget *parent = nullptr);
    ~MessageReader() override;

    void showMessage(const MessageRow &row);
    void updateRow(const MessageRow &row); ///< flags or tags changed; the text stays
    void showSelection(int count); ///< none or many selected
    void setActions(const QList<QAction *> &actions);

    ItemId item() const;
    Content content() const; ///< null while loading
    QString selectedText() const;
    void showFormatted(Qt::CheckState formatted);
    Qt::CheckState isFormatted() const;
    void showSource();
    void print();
    void save();
    ReaderText *text() const;
    AttachmentBar *attachments() const;
    HeaderBlock *header() const;

Q_SIGNALS:
    void loaded(Kontor::ItemId item);
    void mailtoChosen(const QUrl &mailto);
    void failed(const Kontor::Error &error);
    void notice(const QString &sentence);

private:
    void showContent(const Content &content);
    void showProblem(const Error &error);
    void showInvitation(const MessageContent &content);
    void hideInvitation();
    void render();
    void openLink(const QUrl &target, const QString &text);
    void fillLinks();

    Source m_source;
    std::shared_ptr<PrivateFolder> m_folder;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QWidget *m_page;
    HeaderBlock *m_header;
    ButtonRow *m_actionRow;
    QToolButton *m_format;
    QToolButton *m_linkButton;
    KMessageWidget *m_hint;
    KMessageWidget *m_invitation; ///< where there is no calendar
    QPointer<QWidget> m_invitationView;
    QWidget *m_invitationPlace;
    AttachmentBar *m_attachments;
    ReaderText *m_text;
    EmptyState *m_waiting;
    QStackedWidget *m_body;
    QAction *m_retry;
    MessageRow m_row;
    Content m_content;
    bool m_isFormatted = false;
    quint64 m_turn = 0; ///< answers to an older question are ignored
};

}
