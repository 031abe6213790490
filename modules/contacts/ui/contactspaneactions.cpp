// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/ui/contactspaneactions.h"

#include "contacts/booklistmodel.h"
#include "contacts/contactactions.h"
#include "contacts/contactlistmodel.h"
#include "contacts/contacttext.h"
#include "contacts/ui/bookview.h"
#include "contacts/ui/contacteditor.h"
#include "contacts/ui/contactconflictquestion.h"
#include "contacts/ui/contacthtml.h"
#include "contacts/ui/contactlistview.h"
#include "contacts/ui/contactreader.h"
#include "contacts/ui/contactspane.h"
#include "contacts/ui/mergedialog.h"

#include <KActionCollection>
#include <KLocalizedString>
#include <KMessageBox>
#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QInputDialog>
#include <QMenu>

namespace Kontor
{

ContactsPaneActions::ContactsPaneActions(ContactsPane *pane)
    : PaneActions(pane, i18nc("@title", "Contacts"))
    , m_pane(pane)
    , m_groupMenu(new QMenu(pane))
    , m_moveMenu(new QMenu(pane))
    , m_categoryMenu(new QMenu(pane))
{
    addWriting();
    addReaching();
    addFiling();
    addBooks();
    addViewing();
    readSingleKeys();
    connect(pane, &ContactsPane::selectionChanged, this, &ContactsPaneActions::update);
    connect(pane->parts().actions, &ContactActions::undoChanged, this, &ContactsPaneActions::update);
    connect(m_groupMenu, &QMenu::aboutToShow, this, &ContactsPaneActions::fillGroupMenu);
    connect(m_moveMenu, &QMenu::aboutToShow, this, &ContactsPaneActions::fillMoveMenu);
    connect(m_categoryMenu, &QMenu::aboutToShow, this, &ContactsPaneActions::fillCategoryMenu);
    update();
}

void ContactsPaneActions::withUndo(const QString &sentence)
{
    auto *actions = m_pane->parts().actions;
    m_pane->parts().workbench->notify(sentence, Workbench::Tone::Information, i18nc("@action:button", "Undo"), [actions, step = actions->lastStep()] {
        actions->undo(step);
    });
}

void ContactsPaneActions::addWriting()
{
    add("contacts_new", "contact-new", i18nc("@action", "&New Contact"), {QKeySequence(QKeySequence::New)}, [this] {
        create({});
    });
    add("contacts_edit", "document-edit", i18nc("@action", "&Edit"), {keys("Ctrl+E"), keys("E")}, [this] {
        edit();
    });
    add("contacts_delete", "edit-delete", i18nc("@action", "&Delete"), {QKeySequence(Qt::Key_Delete)}, [this] {
        deleteSelected();
    });
    add("contacts_photo", "viewimage", i18nc("@action", "Set &Photo…"), {}, [this] {
        choosePhoto();
    });
    auto *actions = m_pane->parts().actions;
    add("contacts_undo", "edit-undo", i18nc("@action", "&Undo"), {QKeySequence(QKeySequence::Undo), keys("Z")}, [actions] {
        actions->undo();
    });
}

void ContactsPaneActions::addReaching()
{
    add("contacts_write", "mail-message-new", i18nc("@action writes a mail to a contact", "&Write"), {keys("Ctrl+Shift+N"), keys("W")}, [this] {
        QStringList addresses;
        for (const auto rows = m_pane->list()->selectedRowList(); const auto &index : rows) {
            const auto row = index.data(ContactListModel::ContactRole).value<ContactRow>();
            if (!row.email.isEmpty()) {
                addresses << ContactHtml::mailUrl(row.name, row.email).path(QUrl::FullyEncoded);
            }
        }
        const auto *content = m_pane->reader()->content();
        if (addresses.isEmpty() && content && content->row.isGroup) {
            for (const auto &member : content->members) {
                if (!member.email.isEmpty()) {
                    addresses << ContactHtml::mailUrl(member.name, member.email).path(QUrl::FullyEncoded);
                }
            }
        }
        if (!addresses.isEmpty()) {
            m_pane->parts().workbench->compose(QUrl(QString(QLatin1StringView("mailto:") + addresses.join(QLatin1StringView(","))), QUrl::StrictMode));
        }
    });
    add("contacts_call", "call-start", i18nc("@action", "&Call"), {keys("Ctrl+Shift+T"), keys("C")}, [this] {
        if (const auto *content = m_pane->reader()->content()) {
            openLink(ContactHtml::phoneUrl(ContactText::preferred(content->card.phones)));
        }
    });
    add("contacts_chat", "dialog-messages", i18nc("@action", "C&hat"), {keys("Ctrl+Shift+H"), keys("H")}, [this] {
        if (const auto *content = m_pane->reader()->content()) {
            chatWith(*content);
        }
    });
    add("contacts_invite", "view-calendar", i18nc("@action to an event", "&Invite"), {keys("Ctrl+Shift+I"), keys("I")}, [this] {
        EventSeed seed;
        for (const auto rows = m_pane->list()->selectedRowList(); const auto &index : rows) {
            const auto row = index.data(ContactListModel::ContactRole).value<ContactRow>();
            if (!row.email.isEmpty()) {
                seed.attendees << row.email;
            }
        }
        if (!seed.attendees.isEmpty()) {
            m_pane->parts().workbench->newEvent(seed);
        }
    });
    add("contacts_map", "map-flat", i18nc("@action", "Show on &Map"), {keys("Ctrl+Shift+M"), keys("M")}, [this] {
        const auto *content = m_pane->reader()->content();
        if (content && !content->card.addresses.isEmpty()) {
            openLink(ContactHtml::mapUrl(content->card.addresses.first()));
        }
    });
    add("contacts_copy", "edit-copy", i18nc("@action", "C&opy Card"), {keys("Ctrl+Shift+C")}, [this] {
        if (const auto *content = m_pane->reader()->content()) {
            QApplication::clipboard()->setText(ContactHtml::plainText(*content));
            m_pane->parts().workbench->notify(i18nc("@info", "The card was copied as text."), Workbench::Tone::Success);
        }
    });
    add("contacts_copy_address", "edit-copy", i18nc("@action", "Copy Email &Address"), {keys("Ctrl+Alt+C")}, [this] {
        if (const auto *content = m_pane->reader()->content()) {
            QApplication::clipboard()->setText(content->row.email);
            m_pane->parts().workbench->notify(i18nc("@info", "The address was copied."), Workbench::Tone::Success);
        }
    });
}

void ContactsPaneActions::addFiling()
{
    add("contacts_group", "system-users", i18nc("@action opens a menu", "Add to &Group…"), {keys("Ctrl+Shift+G"), keys("G")}, [this] {
        popUp(m_groupMenu);
    });
    add("contacts_category", "tag", i18nc("@action opens a menu", "Ca&tegories…"), {keys("T")}, [this] {
        popUp(m_categoryMenu);
    });
    add("contacts_move", "edit-move", i18nc("@action opens a menu", "&Move to Address Book…"), {keys("V")}, [this] {
        popUp(m_moveMenu);
    });
    add("contacts_leave_group", "list-remove-user", i18nc("@action", "&Remove from This Group"), {keys("Shift+Del")}, [this] {
        const auto items = m_pane->selectedItems();
        const auto view = m_pane->bookView()->chosenView();
        auto *actions = m_pane->parts().actions;
        if (items.isEmpty() || (!view.group && view.category.isEmpty())) {
            return;
        }
        m_pane->leaveSelection();
        view.group ? actions->removeFromGroup(items, view.group) : actions->removeCategory(items, view.category);
        withUndo(i18ncp("@info", "Removed %1 contact from the group.", "Removed %1 contacts from the group.", items.size()));
    });
    add("contacts_merge", "merge", i18nc("@action", "&Merge Selected…"), {keys("Ctrl+M")}, [this] {
        merge({m_pane->selectedItems()});
    });
    add("contacts_duplicates", "edit-find", i18nc("@action", "&Find Duplicates…"), {}, [this] {
        findDuplicates();
    });
    add("contacts_import", "document-import", i18nc("@action", "&Import…"), {keys("Ctrl+Shift+O")}, [this] {
        chooseImport();
    });
    add("contacts_export", "document-export", i18nc("@action", "E&xport…"), {QKeySequence(QKeySequence::Save)}, [this] {
        exportSelected();
    });
}

void ContactsPaneActions::addViewing()
{
    auto *group = new QActionGroup(this);
    const auto sort = [&](const char *name, const QString &text, ContactView::SortBy sortBy) {
        auto *action = add(name, "view-sort-ascending", text, {}, [this, sortBy] {
            m_pane->setSortBy(sortBy);
        });
        action->setCheckable(true);
        action->setChecked(m_pane->sortBy() == sortBy);
        group->addAction(action);
    };
    sort("contacts_by_family", i18nc("@action", "Sort by &Family Name"), ContactView::SortBy::FamilyName);
    sort("contacts_by_given", i18nc("@action", "Sort by &Given Name"), ContactView::SortBy::GivenName);
    add("contacts_select_all", "edit-select-all", i18nc("@action", "Select &All"), {QKeySequence(QKeySequence::SelectAll)}, [this] {
        m_pane->list()->selectAll();
        m_pane->list()->setFocus();
    });
    add("contacts_conflict", "vcs-conflicting", i18nc("@action", "&Compare Versions…"), {}, [this] {
        settleConflict();
    });
}

QList<QAction *> ContactsPaneActions::readerActions() const
{
    return named({"contacts_write", "contacts_call", "contacts_chat", "contacts_invite", "contacts_edit"});
}

void ContactsPaneActions::popUp(QMenu *menu)
{
    const auto *list = m_pane->list();
    const auto row = list->visualRect(list->currentIndex()) & list->viewport()->rect();
    menu->popup(list->viewport()->mapToGlobal(row.isEmpty() ? list->viewport()->rect().center() : row.center()));
}

void ContactsPaneActions::popUpContextMenu(const QPoint &position)
{
    if (!m_contextMenu) {
        m_contextMenu = new QMenu(m_pane);
        m_contextMenu->setObjectName(QStringLiteral("contactMenu"));
        const auto put = [this](std::initializer_list<const char *> names) {
            for (const auto *name : names) {
                m_contextMenu->addAction(named(name));
            }
            m_contextMenu->addSeparator();
        };
        put({"contacts_write", "contacts_call", "contacts_chat", "contacts_invite", "contacts_map"});
        put({"contacts_edit", "contacts_photo", "contacts_group", "contacts_leave_group", "contacts_category", "contacts_move", "contacts_merge"});
        put({"contacts_copy", "contacts_copy_address", "contacts_export"});
        put({"contacts_delete"});
    }
    m_contextMenu->popup(position);
}

QDialog *ContactsPaneActions::create(const ContactDraft &card)
{
    auto draft = card;
    draft.book = draft.book ? draft.book : m_pane->targetBook();
    if (!draft.book) {
        m_pane->parts().workbench->notify(i18nc("@info", "There is no address book you may write to."), Workbench::Tone::Warning);
        return nullptr;
    }
    const auto category = m_pane->bookView()->chosenView().category;
    if (!category.isEmpty() && !draft.categories.contains(category)) {
        draft.categories << category;
    }
    const auto group = m_pane->bookView()->chosenView().group;
    auto *editor = new ContactEditor(m_pane->books(), draft, m_pane);
    m_editor = editor;
    editor->setAttribute(Qt::WA_DeleteOnClose);
    connect(editor, &QDialog::accepted, this, [this, editor, group] {
        m_pane->parts().actions->create(editor->card()).then(this, [this, group](const Result<ItemId> &item) {
            if (!item) {
                return;
            }
            if (group) {
                m_pane->parts().actions->addToGroup({*item}, group);
            }
            m_pane->showContact(*item);
        });
        withUndo(i18nc("@info", "The contact was created."));
    });
    editor->open();
    return editor;
}

QDialog *ContactsPaneActions::edit()
{
    const auto *content = m_pane->reader()->content();
    if (!content) {
        return nullptr;
    }
    if (isOfDirectory(content->row.item)) { // taken over into an address book
        auto draft = content->card;
        draft.item = {};
        draft.book = {};
        draft.uid.clear();
        return create(draft);
    }
    if (!content->mayEdit) {
        m_pane->parts().workbench->notify(i18nc("@info", "You may not change the contacts of this address book."), Workbench::Tone::Warning);
        return nullptr;
    }
    auto *editor = new ContactEditor(m_pane->books(), content->card, m_pane);
    m_editor = editor;
    editor->setAttribute(Qt::WA_DeleteOnClose);
    connect(editor, &QDialog::accepted, this, [this, editor] {
        if (!editor->isChanged()) {
            return;
        }
        m_pane->parts().actions->save(editor->before(), editor->card());
        withUndo(i18nc("@info", "The contact was saved."));
    });
    editor->open();
    return editor;
}

void ContactsPaneActions::deleteSelected()
{
    const auto items = m_pane->selectedItems();
    if (items.isEmpty()) {
        return;
    }
    m_pane->leaveSelection();
    m_pane->parts().actions->remove(items);
    withUndo(i18ncp("@info", "Deleted %1 contact.", "Deleted %1 contacts.", items.size()));
}

void ContactsPaneActions::takeDropped(const QList<ItemId> &items, const QModelIndex &target)
{
    auto *actions = m_pane->parts().actions;
    const auto name = target.data(BookListModel::NameRole).toString();
    switch (BookListModel::Kind(target.data(BookListModel::KindRole).toInt())) {
    case BookListModel::Kind::Book:
        actions->move(items, CollectionId{target.data(BookListModel::CollectionRole).toLongLong()});
        withUndo(i18ncp("@info", "Moved %1 contact to “%2”.", "Moved %1 contacts to “%2”.", items.size(), name));
        break;
    case BookListModel::Kind::Group:
        actions->addToGroup(items, ItemId{target.data(BookListModel::GroupRole).toLongLong()});
        withUndo(i18ncp("@info", "Added %1 contact to “%2”.", "Added %1 contacts to “%2”.", items.size(), name));
        break;
    case BookListModel::Kind::Category:
        actions->addCategory(items, name);
        withUndo(i18ncp("@info", "Added %1 contact to “%2”.", "Added %1 contacts to “%2”.", items.size(), name));
        break;
    default:
        break;
    }
}

void ContactsPaneActions::fillGroupMenu()
{
    m_groupMenu->clear();
    const auto *books = m_pane->books();
    for (int row = 0; row < books->rowCount(); ++row) {
        const QPersistentModelIndex index = books->index(row);
        if (BookListModel::Kind(index.data(BookListModel::KindRole).toInt()) != BookListModel::Kind::Group) {
            continue;
        }
        auto *action = m_groupMenu->addAction(index.data(BookListModel::NameRole).toString().replace(u'&', QLatin1StringView("&&")));
        action->setEnabled(Rights::fromInt(index.data(BookListModel::RightsRole).toInt()).testFlag(Right::Write));
        connect(action, &QAction::triggered, this, [this, index] {
            takeDropped(m_pane->selectedItems(), index);
        });
    }
    m_groupMenu->addSeparator();
    connect(m_groupMenu->addAction(i18nc("@action", "&New Group…")), &QAction::triggered, this, &ContactsPaneActions::createGroup);
}

void ContactsPaneActions::fillMoveMenu()
{
    m_moveMenu->clear();
    for (const auto books = m_pane->books()->writableBooks(); const auto book : books) {
        auto *action = m_moveMenu->addAction(m_pane->books()->nameOf(book).replace(u'&', QLatin1StringView("&&")));
        connect(action, &QAction::triggered, this, [this, book] {
            const auto items = m_pane->selectedItems();
            takeDropped(items, m_pane->books()->indexOfBook(book));
        });
    }
}

void ContactsPaneActions::fillCategoryMenu()
{
    m_categoryMenu->clear();
    const auto *content = m_pane->reader()->content();
    for (const auto names = m_pane->books()->categories(); const auto &name : names) {
        auto *action = m_categoryMenu->addAction(QString(name).replace(u'&', QLatin1StringView("&&")));
        action->setCheckable(true);
        action->setChecked(content && content->card.categories.contains(name));
        connect(action, &QAction::triggered, this, [this, name](bool on) {
            const auto items = m_pane->selectedItems();
            on ? m_pane->parts().actions->addCategory(items, name) : m_pane->parts().actions->removeCategory(items, name);
        });
    }
    m_categoryMenu->addSeparator();
    connect(m_categoryMenu->addAction(i18nc("@action", "&New Category…")), &QAction::triggered, this, [this] {
        askForName(i18nc("@title:window", "New Category"), i18nc("@label:textbox", "Name of the category:"), {}, [this](const QString &name) {
            m_pane->parts().actions->addCategory(m_pane->selectedItems(), name);
        });
    });
}

void ContactsPaneActions::askForName(const QString &title, const QString &label, const QString &name, std::function<void(const QString &)> take)
{
    auto *dialog = new QInputDialog(m_pane);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("nameDialog"));
    dialog->setWindowTitle(title);
    dialog->setLabelText(label);
    dialog->setTextValue(name);
    connect(dialog, &QInputDialog::textValueSelected, this, [take = std::move(take)](const QString &text) {
        if (!text.trimmed().isEmpty()) {
            take(text.trimmed());
        }
    });
    dialog->open();
}

void ContactsPaneActions::createGroup()
{
    const auto book = m_pane->targetBook();
    askForName(i18nc("@title:window", "New Group"), i18nc("@label:textbox", "Name of the group:"), {}, [this, book, items = m_pane->selectedItems()](const QString &name) {
        m_pane->parts().actions->createGroup(book, name, items);
        withUndo(i18nc("@info", "The group “%1” was created.", name));
    });
}

void ContactsPaneActions::settleConflict()
{
    const auto *content = m_pane->reader()->content();
    if (!content || !content->conflict) {
        return;
    }
    ContactConflictQuestion::open(m_pane->parts().outbox, m_pane->parts().actions, content->row.item, m_pane, [this](const QString &sentence) {
        m_pane->parts().workbench->notify(sentence, Workbench::Tone::Information);
    });
}

void ContactsPaneActions::findDuplicates()
{
    m_pane->parts().actions->findDuplicates(m_pane->bookView()->chosenView().book).then(this, [this](const Result<QList<QList<ItemId>>> &found) {
        if (!found) {
            m_pane->parts().workbench->notify(found.error().message, Workbench::Tone::Problem);
        } else if (found->isEmpty()) {
            m_pane->parts().workbench->notify(i18nc("@info", "No two contacts share an address, a number or a name."), Workbench::Tone::Success);
        } else {
            merge(*found);
        }
    });
}

void ContactsPaneActions::merge(const QList<QList<ItemId>> &sets)
{
    if (sets.isEmpty() || sets.first().size() < 2) {
        return;
    }
    auto *dialog = new MergeDialog(m_pane->parts().outbox, sets, m_pane);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &MergeDialog::mergeWanted, this, [this](const QList<ItemId> &items, const ContactDraft &merged) {
        m_pane->parts().actions->merge(items, merged);
        withUndo(i18ncp("@info", "Merged %1 contact.", "Merged %1 contacts into one.", items.size()));
        m_pane->showContact(items.first());
    });
    dialog->open();
}

void ContactsPaneActions::chatWith(const ContactCard &content)
{
    const auto &card = content.card;
    ChatPartner partner{.name = content.row.name, .userId = {}, .addresses = {}};
    for (const auto &chat : card.chats) {
        const auto link = ContactHtml::chatUrl(chat.value);
        if (partner.userId.isEmpty() && link.scheme() == QLatin1String("matrix") && link.path().startsWith(QLatin1String("u/"))) {
            partner.userId = u'@' + link.path().sliced(2);
        }
    }
    for (const auto &email : card.emails) {
        partner.addresses << email.value;
    }
    auto *workbench = m_pane->parts().workbench;
    if (workbench->hasChat() && (!partner.userId.isEmpty() || card.chats.isEmpty())) {
        workbench->chatWith(partner);
    } else {
        openLink(ContactHtml::chatUrl(ContactText::preferred(card.chats))); // another service, or another program's
    }
}

void ContactsPaneActions::openLink(const QUrl &link)
{
    if (m_pane->parts().workbench->openLink(link)) {
        return;
    }
    if (link.scheme() == QLatin1String("mailto")) {
        m_pane->parts().workbench->compose(link);
    } else if (const auto safe = ContactHtml::safeUrl(link.toString(QUrl::FullyEncoded)); safe.isValid() && !QDesktopServices::openUrl(safe)) {
        m_pane->parts().workbench->notify(i18nc("@info", "No program on this computer opens “%1”.", safe.toDisplayString()), Workbench::Tone::Warning);
    }
}

bool ContactsPaneActions::mayClose()
{
    if (!m_editor || !m_editor->isChanged()) {
        return true;
    }
    m_editor->reject(); // asks
    return !m_editor || !m_editor->isVisible();
}

void ContactsPaneActions::update()
{
    const auto rows = m_pane->list()->selectedRowList();
    const auto items = m_pane->selectedItems();
    const auto *content = m_pane->reader()->content();
    const auto enable = [this](std::initializer_list<const char *> names, bool on) {
        for (const auto *name : names) {
            named(name)->setEnabled(on);
        }
    };
    const bool anyAddress = std::ranges::any_of(rows.first(std::min<qsizetype>(rows.size(), 50)), [](const QModelIndex &index) {
        return !index.data(ContactListModel::ContactRole).value<ContactRow>().email.isEmpty();
    });
    const bool anyMember = content && content->row.isGroup && std::ranges::any_of(content->members, [](const ContactRow &row) {
        return !row.email.isEmpty();
    });
    const bool mayChange = content ? content->mayEdit : std::ranges::any_of(items, [this](ItemId item) {
        const auto row = m_pane->contacts()->indexOf(item.value).data(ContactListModel::ContactRole).value<ContactRow>();
        return !row.isReadOnly;
    });
    const bool mayRemove = content ? content->mayRemove : mayChange;
    const auto view = m_pane->bookView()->chosenView();
    const bool hasBook = bool(m_pane->targetBook());
    enable({"contacts_new", "contacts_import", "contacts_new_group"}, hasBook);
    enable({"contacts_write"}, anyAddress || anyMember);
    enable({"contacts_invite"}, anyAddress);
    enable({"contacts_call"}, content && ContactHtml::phoneUrl(ContactText::preferred(content->card.phones)).isValid());
    const bool mayBeFound = content && content->card.chats.isEmpty() && !content->card.emails.isEmpty() && m_pane->parts().workbench->hasChat();
    enable({"contacts_chat"}, content && (mayBeFound || ContactHtml::chatUrl(ContactText::preferred(content->card.chats)).isValid()));
    enable({"contacts_map"}, content && !content->card.addresses.isEmpty());
    enable({"contacts_copy"}, content != nullptr);
    enable({"contacts_copy_address"}, content && !content->row.email.isEmpty());
    enable({"contacts_edit"}, content && (content->mayEdit || (isOfDirectory(content->row.item) && hasBook)));
    enable({"contacts_photo"}, content && content->mayEdit);
    enable({"contacts_delete", "contacts_move"}, !items.isEmpty() && mayRemove);
    enable({"contacts_group"}, !items.isEmpty() && hasBook);
    enable({"contacts_category"}, !items.isEmpty() && mayChange);
    enable({"contacts_leave_group"}, !items.isEmpty() && (view.group || !view.category.isEmpty()));
    enable({"contacts_merge"}, items.size() > 1 && items.size() <= 20);
    enable({"contacts_duplicates", "contacts_select_all"}, m_pane->contacts()->rowCount() > 0);
    enable({"contacts_export"}, m_pane->contacts()->rowCount() > 0);
    enable({"contacts_conflict"}, content && content->conflict);
    const auto place = m_pane->books()->indexOf(view);
    const auto kind = BookListModel::Kind(place.data(BookListModel::KindRole).toInt());
    const auto rights = Rights::fromInt(place.data(BookListModel::RightsRole).toInt());
    const bool isBook = place.isValid() && kind == BookListModel::Kind::Book;
    const bool isInside = place.isValid() && (kind == BookListModel::Kind::Group || kind == BookListModel::Kind::Category);
    enable({"contacts_new_book"}, !m_pane->books()->places().isEmpty());
    enable({"contacts_rename_book"}, (isBook && rights.testFlag(Right::Rename)) || (isInside && rights.testFlag(Right::Write)));
    enable({"contacts_delete_book"}, (isBook && rights.testFlag(Right::Rename)) || (isInside && rights.testFlag(Right::Write)));
    enable({"contacts_colour_book"}, isBook && rights.testFlag(Right::Rename));
    auto *actions = m_pane->parts().actions;
    auto *undo = named("contacts_undo");
    undo->setEnabled(actions->canUndo());
    undo->setText(actions->canUndo() ? actions->undoText() : i18nc("@action", "&Undo"));
}

}
