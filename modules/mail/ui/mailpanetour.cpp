// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/mailpane.h"

#include "mail/foldermodel.h"
#include "mail/ui/composer.h"
#include "mail/ui/folderchooser.h"
#include "mail/ui/folderdialogs.h"
#include "mail/ui/folderview.h"
#include "mail/ui/linkdialog.h"
#include "mail/ui/mailwriting.h"
#include "mail/ui/messagelistbar.h"
#include "mail/ui/messagelistview.h"
#include "mail/ui/messagereader.h"
#include "mail/ui/sendlaterdialog.h"
#include "mail/ui/sourceview.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
/// The first message from the top for which \p fits; none: the first.
template<class Fits>
QModelIndex firstFitting(const MessageListModel *model, Fits fits)
{
    for (int row = 0; row < std::min(model->rowCount(), 400); ++row) {
        const auto index = model->index(row, 0);
        const auto value = index.data(MessageListModel::MessageRole);
        if (value.isValid() && fits(value.value<MessageRow>())) {
            return index;
        }
    }
    return model->index(0, 0);
}
}

QList<Pane::TourStep> MailPane::tour()
{
    const auto openDialog = [](QDialog *dialog) -> QWidget * {
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->show();
        return dialog;
    };
    const auto select = [this](auto fits) {
        const auto index = firstFitting(messages(), fits);
        list()->setCurrentIndex(index);
        list()->scrollTo(index, QAbstractItemView::PositionAtCenter);
        list()->setFocus();
    };
    return {
        {QStringLiteral("mail-inbox"),
         [this, select]() -> QWidget * {
             search(QString());
             for (int row = 0; row < m_folders->rowCount(); ++row) {
                 const ResourceId resource{m_folders->index(row, 0).data(FolderModel::ResourceRole).toLongLong()};
                 if (const auto inbox = m_folders->folderWithRole(resource, FolderRole::Inbox)) {
                     m_folderView->setCurrentIndex(m_folders->indexOf(inbox));
                     break;
                 }
             }
             arrange(Arrangement::Beside);
             return nullptr;
         }},
        {QStringLiteral("mail-message"),
         [select]() -> QWidget * {
             select([](const MessageRow &row) {
                 return !row.body.isEmpty() && row.attachments == 0;
             });
             return nullptr;
         }},
        {QStringLiteral("mail-conversation"),
         [this]() -> QWidget * {
             for (int row = 0; row < std::min(messages()->rowCount(), 200); ++row) {
                 const auto index = messages()->index(row, 0);
                 if (list()->isExpandable(index)) {
                     list()->setCurrentIndex(index);
                     list()->requestExpanded(index, Qt::Checked);
                     list()->scrollTo(index, QAbstractItemView::PositionAtTop);
                     break;
                 }
             }
             return nullptr;
         }},
        {QStringLiteral("mail-attachments"),
         [select]() -> QWidget * {
             select([](const MessageRow &row) {
                 return row.attachments > 0 && !row.body.isEmpty();
             });
             return nullptr;
         }},
        {QStringLiteral("mail-invitation"),
         [select]() -> QWidget * {
             select([](const MessageRow &row) {
                 return row.flags.testFlag(MessageFlag::Invitation);
             });
             return nullptr;
         }},
        {QStringLiteral("mail-formatted"),
         [this, select]() -> QWidget * {
             m_reader->showFormatted(Qt::Checked);
             if (!m_reader->content() || m_reader->content()->safeHtml.isEmpty()) {
                 select([](const MessageRow &row) {
                     return row.subject.contains(QLatin1String("Newsletter"), Qt::CaseInsensitive);
                 });
                 connect(
                     m_reader, &MessageReader::loaded, this,
                     [this] {
                         m_reader->showFormatted(Qt::Checked);
                     },
                     Qt::SingleShotConnection);
             }
             return nullptr;
         }},
        {QStringLiteral("mail-columns"),
         [this]() -> QWidget * {
             arrange(Arrangement::Below);
             return nullptr;
         }},
        {QStringLiteral("mail-selection"),
         [this]() -> QWidget * {
             arrange(Arrangement::Beside);
             list()->setCurrentIndex(messages()->index(0, 0));
             list()->selectionModel()->select(QItemSelection(messages()->index(0, 0), messages()->index(std::min(3, messages()->rowCount() - 1), 0)),
                                              QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
             return nullptr;
         }},
        {QStringLiteral("mail-unread-filter"),
         [this]() -> QWidget * {
             Q_EMIT bar()->showChosen(MessageListModel::View::Show::Unread);
             return nullptr;
         }},
        {QStringLiteral("mail-search"),
         [this]() -> QWidget * {
             Q_EMIT bar()->showChosen(MessageListModel::View::Show::All);
             search(QStringLiteral("has:attachment"));
             return nullptr;
         }},
        {QStringLiteral("mail-search-nothing"),
         [this]() -> QWidget * {
             search(QStringLiteral("xyzzy-nowhere"));
             return nullptr;
         }},
        {QStringLiteral("dialog-compose-reply"),
         [this]() -> QWidget * {
             search(QString());
             const auto accounts = m_parts.accounts();
             if (accounts.isEmpty()) {
                 return nullptr;
             }
             MessageContent content;
             content.from = {i18nc("@item a person in an example", "Jutta Sommer"), QStringLiteral("jutta.sommer@example.org")};
             content.subject = i18nc("@item a subject in an example", "Minutes of Tuesday’s meeting");
             content.date = QDateTime::currentDateTime().addSecs(-7200);
             content.plainText = i18nc("@item text of an example", "Dear all,\n\nplease find the minutes attached and send me your corrections by Friday.\n\nKind regards\nJutta");
             m_writing->reply(content, {}, MessageReply::To::Sender, {});
             return m_writing->composers().isEmpty() ? nullptr : static_cast<QWidget *>(m_writing->composers().last());
         }},
        {QStringLiteral("dialog-choose-recipients"),
         [this, openDialog]() -> QWidget * {
             return openDialog(new AddressChooser(m_writing->book(), this));
         }},
        {QStringLiteral("dialog-send-later"),
         [this, openDialog]() -> QWidget * {
             return openDialog(new SendLaterDialog(QDateTime::currentDateTime(), this));
         }},
        {QStringLiteral("dialog-move-to-folder"),
         [this, openDialog]() -> QWidget * {
             return openDialog(new FolderChooser(m_folders, i18nc("@title:window", "Move to Folder"), i18nc("@action:button", "&Move"), {}, this));
         }},
        {QStringLiteral("dialog-new-folder"),
         [this, openDialog]() -> QWidget * {
             return openDialog(m_folderDialogs->nameDialog(i18nc("@title:window", "New Folder"), i18nc("@label", "&Name of the new folder:"), {}, [](const QString &) {}));
         }},
        {QStringLiteral("dialog-open-link"),
         [this, openDialog]() -> QWidget * {
             return openDialog(new LinkDialog(QUrl(QStringLiteral("http://login.example.net/konto?id=4711")), QStringLiteral("www.example.org"), this));
         }},
        {QStringLiteral("dialog-source"),
         [this, openDialog]() -> QWidget * {
             const auto content = m_reader->content();
             return openDialog(new SourceView(content ? content->rawHeaders : QByteArray("From: jutta.sommer@example.org\r\nSubject: Example\r\n\r\nText\r\n"), this));
         }},
    };
}

}
