// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "mail/mailtypes.h"
#include "mail/ui/addresschooser.h"
#include "mail/ui/addressedit.h"
#include "shell/workbench.h"

#include <QTimer>
#include <QWidget>

#include <optional>

class KMessageWidget;
class QLabel;

namespace Kontor
{

class ComposerHead;
class ComposerText;
class ComposerToolBar;
class DraftAttachments;

/// The window a message is written in. Keeps the draft every few seconds and when it closes;
/// nothing typed is lost.
class Composer : public QWidget
{
    Q_OBJECT
public:
    /// What the composer asks of the rest; the pane hands in MailActions, tests their own.
    struct Desk {
        std::function<QList<Account>()> accounts;
        std::function<QFuture<Result<Draft>>(const Draft &)> save;
        std::function<void(const Draft &)> discard;
        std::function<QFuture<Result<ChangeId>>(const Draft &, const QDateTime &)> send;
        std::function<QFuture<Result<DraftAttachment>>(const QString &path)> attachFile;
        std::function<QFuture<Result<DraftAttachment>>(const QByteArray &, const QString &name, const QString &mimeType)> attachBytes;
        AddressEdit::Complete complete;
        AddressChooser::Book book;
        std::function<void(Workbench::FileUse, QWidget *, std::function<void(const Workbench::FileChoice &)>)> chooseFromFiles{}; ///< null: there are none
    };

    Composer(Desk desk, const Draft &draft, QWidget *parent = nullptr);
    ~Composer() override;

    Draft draft() const; ///< as it stands in the fields now
    bool isDirty() const; ///< something was typed that is not kept yet, or is being kept
    void attach(const QStringList &paths);
    void attachBytes(const QByteArray &bytes, const QString &name, const QString &mimeType);
    void hold(const std::shared_ptr<void> &keep); ///< for as long as the composer is open: what attached files lie in
    void saveNow();
    void send();
    void sendLater();
    DraftAttachments *attachments() const;

    /// Sends without asking about doubts. \p when null: after the undo time.
    void sendAt(const QDateTime &when);

Q_SIGNALS:
    void sent(Kontor::ChangeId change, const Kontor::Draft &draft, const QDateTime &when);
    void saved(const Kontor::Draft &draft);
    void leftAsDraft(const Kontor::Draft &draft); ///< closed, and waits among the drafts
    void settled(); ///< no save is under way any more
    void failed(const Kontor::Error &error);

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void connectTools();
    void buildLayout();
    void fill(const Draft &draft);
    void touched();
    void showObstacles(const QStringList &sentences);
    void chooseFiles();
    void chooseFromFiles(Workbench::FileUse use);
    void discard();
    void finish();
    void updateTitle();
    void markWrongAddresses();

    Desk m_desk;
    Draft m_draft; ///< what the fields do not show: item, references, …
    ComposerToolBar *m_toolBar;
    KMessageWidget *m_notice;
    ComposerHead *m_head;
    ComposerText *m_text;
    DraftAttachments *m_attachments;
    QList<std::shared_ptr<void>> m_held;
    QLabel *m_state;
    QTimer m_autosave;
    enum class Saving { Idle, UnderWay, AgainAfter } m_saving = Saving::Idle;
    bool m_isChanged = false;
    bool m_wasSaved = false; ///< while this window was open
    bool m_isSending = false;
    bool m_closeWhenSaved = false;
    bool m_isFinished = false;
    std::optional<QDateTime> m_sendWhenSettled;
};

}
