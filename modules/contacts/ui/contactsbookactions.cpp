// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one does with address books, groups and files in the pane.
#include "contacts/booklistmodel.h"
#include "contacts/contactactions.h"
#include "contacts/contactfields.h"
#include "contacts/contactlistmodel.h"
#include "contacts/ui/bookview.h"
#include "contacts/ui/contactreader.h"
#include "contacts/ui/contactspane.h"
#include "contacts/ui/contactspaneactions.h"

#include <KActionCollection>
#include <KLocalizedString>
#include <KMessageBox>
#include <QAction>
#include <QColorDialog>
#include <QFile>
#include <QFileDialog>
#include <QFutureWatcher>
#include <QInputDialog>
#include <QMenu>
#include <QProgressDialog>
#include <QSaveFile>
#include <QtConcurrentRun>

namespace Kontor
{
namespace
{
using Kind = BookListModel::Kind;

QString reportText(const ContactImport &report, const QString &book)
{
    QStringList parts;
    if (report.created > 0) {
        parts << i18ncp("@info part of a list", "%1 new", "%1 new", report.created);
    }
    if (report.updated > 0) {
        parts << i18ncp("@info part of a list", "%1 updated", "%1 updated", report.updated);
    }
    if (report.unchanged > 0) {
        parts << i18ncp("@info part of a list", "%1 already there", "%1 already there", report.unchanged);
    }
    if (report.unreadable > 0) {
        parts << i18ncp("@info part of a list", "%1 could not be read", "%1 could not be read", report.unreadable);
    }
    return parts.isEmpty() ? i18nc("@info", "There are no contacts in this file.")
                           : i18nc("@info name of an address book, then e.g. 3 new, 1 updated", "Imported into “%1”: %2.", book, parts.join(QLatin1StringView(", ")));
}
}

void ContactsPaneActions::addBooks()
{
    add("contacts_new_group", "user-group-new", i18nc("@action", "New &Group…"), {}, [this] {
        createGroup();
    });
    add("contacts_new_book", "address-book-new", i18nc("@action", "New &Address Book…"), {}, [this] {
        const auto places = m_pane->books()->places();
        if (places.isEmpty()) {
            return;
        }
        const auto chosen = m_pane->books()->indexOf(m_pane->bookView()->chosenView()).data(BookListModel::ResourceRole).toLongLong();
        const ResourceId resource = chosen > 0 ? ResourceId{chosen} : places.first().resource;
        askForName(i18nc("@title:window", "New Address Book"), i18nc("@label:textbox", "Name of the address book:"), {}, [this, resource](const QString &name) {
            m_pane->parts().actions->createBook(resource, name, {});
        });
    });
    add("contacts_rename_book", "edit-rename", i18nc("@action an address book or a group", "&Rename…"), {}, [this] {
        renameChosen();
    });
    add("contacts_colour_book", "color-picker", i18nc("@action of an address book", "&Colour…"), {}, [this] {
        const auto book = m_pane->bookView()->chosenView().book;
        auto *dialog = new QColorDialog(m_pane->books()->colourOf(book), m_pane);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QColorDialog::colorSelected, this, [this, book](const QColor &colour) {
            m_pane->parts().actions->recolourBook(book, colour.name());
        });
        dialog->open();
    });
    add("contacts_delete_book", "edit-delete", i18nc("@action an address book or a group", "De&lete Address Book or Group…"), {}, [this] {
        deleteChosen();
    });
}

void ContactsPaneActions::popUpBookMenu(const QModelIndex &index, const QPoint &position)
{
    auto *menu = new QMenu(m_pane);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("bookMenu"));
    if (index.isValid()) {
        m_pane->bookView()->choose(index);
    }
    for (const auto *name : {"contacts_new", "contacts_new_group", "contacts_new_book", "", "contacts_rename_book", "contacts_colour_book", "contacts_delete_book", "",
                             "contacts_import", "contacts_export", "contacts_duplicates"}) {
        if (auto *action = named(name)) {
            menu->addAction(action);
        } else {
            menu->addSeparator();
        }
    }
    menu->popup(position);
}

void ContactsPaneActions::renameChosen()
{
    const auto view = m_pane->bookView()->chosenView();
    const auto place = m_pane->books()->indexOf(view);
    const auto name = place.data(BookListModel::NameRole).toString();
    auto *actions = m_pane->parts().actions;
    if (!named("contacts_rename_book")->isEnabled()) {
        return;
    }
    switch (Kind(place.data(BookListModel::KindRole).toInt())) {
    case Kind::Book:
        askForName(i18nc("@title:window", "Rename Address Book"), i18nc("@label:textbox", "Name of the address book:"), name, [actions, view](const QString &to) {
            actions->renameBook(view.book, to);
        });
        break;
    case Kind::Group:
        askForName(i18nc("@title:window", "Rename Group"), i18nc("@label:textbox", "Name of the group:"), name, [actions, view](const QString &to) {
            actions->renameGroup(view.group, to);
        });
        break;
    case Kind::Category:
        askForName(i18nc("@title:window", "Rename Category"), i18nc("@label:textbox", "Name of the category:"), name, [actions, view](const QString &to) {
            actions->renameCategory(view.book, view.category, to);
        });
        break;
    default:
        break;
    }
}

void ContactsPaneActions::deleteChosen()
{
    const auto view = m_pane->bookView()->chosenView();
    const auto place = m_pane->books()->indexOf(view);
    const auto name = place.data(BookListModel::NameRole).toString();
    auto *actions = m_pane->parts().actions;
    if (!named("contacts_delete_book")->isEnabled()) {
        return;
    }
    switch (Kind(place.data(BookListModel::KindRole).toInt())) {
    case Kind::Book:
        if (KMessageBox::warningContinueCancel(m_pane,
                                               i18ncp("@info", "The address book “%2” and %1 contact in it will be deleted on the server, too.",
                                                      "The address book “%2” and %1 contacts in it will be deleted on the server, too.", place.data(BookListModel::CountRole).toInt(), name),
                                               i18nc("@title:window", "Delete Address Book?"), KStandardGuiItem::del())
            == KMessageBox::Continue) {
            m_pane->bookView()->choose(m_pane->books()->index(0));
            actions->deleteBook(view.book);
            withUndo(i18nc("@info", "The address book “%1” was deleted.", name));
        }
        break;
    case Kind::Group:
        m_pane->bookView()->choose(m_pane->books()->index(0));
        actions->remove({view.group});
        withUndo(i18nc("@info", "The group “%1” was deleted; its members stay.", name));
        break;
    case Kind::Category:
        m_pane->bookView()->choose(m_pane->books()->index(0));
        actions->renameCategory(view.book, view.category, {});
        withUndo(i18nc("@info", "The category “%1” was taken off its contacts.", name));
        break;
    default:
        break;
    }
}

void ContactsPaneActions::chooseImport()
{
    auto *chooser = new QFileDialog(m_pane, i18nc("@title:window", "Import Contacts"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFiles);
    chooser->setNameFilters({i18nc("@item:inlistbox a kind of file", "Contacts (*.vcf *.vcard)"), i18nc("@item:inlistbox a kind of file", "All files (*)")});
    connect(chooser, &QFileDialog::filesSelected, this, [this](const QStringList &paths) {
        importFiles(paths, m_pane->targetBook());
    });
    chooser->open();
}

void ContactsPaneActions::importFiles(const QStringList &paths, CollectionId book)
{
    for (const auto &path : paths) {
        auto *progress = new QProgressDialog(i18nc("@info:progress", "Importing contacts…"), QString(), 0, 0, m_pane);
        progress->setMinimumDuration(800); // most files are done before
        progress->setWindowModality(Qt::WindowModal);
        auto *watcher = new QFutureWatcher<Result<ContactImport>>(this);
        connect(watcher, &QFutureWatcherBase::progressRangeChanged, progress, &QProgressDialog::setRange);
        connect(watcher, &QFutureWatcherBase::progressValueChanged, progress, &QProgressDialog::setValue);
        connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, progress, book] {
            progress->deleteLater();
            watcher->deleteLater();
            if (const auto report = watcher->result()) {
                const auto sentence = reportText(*report, m_pane->books()->nameOf(book));
                report->created + report->updated > 0 ? withUndo(sentence) : m_pane->parts().workbench->notify(sentence, Workbench::Tone::Information);
            }
        });
        watcher->setFuture(m_pane->parts().actions->importFile(path, book));
    }
}

void ContactsPaneActions::exportSelected()
{
    auto items = m_pane->selectedItems();
    if (items.isEmpty()) { // all that are listed
        for (const auto &ids = m_pane->contacts()->ids(); const auto id : ids) {
            if (id > 0) {
                items << ItemId{id};
            }
        }
    }
    auto *chooser = new QFileDialog(m_pane, i18nc("@title:window", "Export Contacts"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setDefaultSuffix(QStringLiteral("vcf"));
    const auto asStored = i18nc("@item:inlistbox a kind of file", "vCards as they are (*.vcf)");
    const auto three = i18nc("@item:inlistbox a kind of file", "vCard 3.0 (*.vcf)");
    const auto four = i18nc("@item:inlistbox a kind of file", "vCard 4.0 (*.vcf)");
    chooser->setNameFilters({asStored, three, four});
    const auto *content = m_pane->reader()->content();
    chooser->selectFile(QString((content && items.size() == 1 ? QString(content->row.name).remove(u'/') : i18nc("@item name of a file", "Contacts")) + QLatin1StringView(".vcf")));
    connect(chooser, &QFileDialog::fileSelected, this, [this, chooser, items, three, four](const QString &path) {
        const auto filter = chooser->selectedNameFilter();
        const auto form = filter == three ? ContactActions::Form::Version3 : filter == four ? ContactActions::Form::Version4 : ContactActions::Form::AsStored;
        m_pane->parts().actions->exportFile(items, path, form).then(this, [this, path](const Result<int> &done) {
            if (!done) {
                m_pane->parts().workbench->notify(done.error().message, Workbench::Tone::Problem);
                return;
            }
            m_pane->parts().workbench->notify(i18ncp("@info", "Saved %1 contact in “%2”.", "Saved %1 contacts in “%2”.", *done, path), Workbench::Tone::Success);
        });
    });
    chooser->open();
}

void ContactsPaneActions::choosePhoto()
{
    const auto *content = m_pane->reader()->content();
    if (!content) {
        return;
    }
    auto *chooser = new QFileDialog(m_pane, i18nc("@title:window", "Choose a Photo"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFile);
    connect(chooser, &QFileDialog::fileSelected, this, [this, item = content->row.item](const QString &path) {
        QtConcurrent::run([path] {
            QFile file(path);
            constexpr qint64 largest = 40 << 20;
            return file.open(QIODevice::ReadOnly) && file.size() <= largest ? file.readAll() : QByteArray("unreadable");
        }).then(this, [this, item](const QByteArray &picture) {
            m_pane->parts().actions->setPhoto(item, picture);
        });
    });
    chooser->open();
}

void ContactsPaneActions::saveKey(int index)
{
    const auto *content = m_pane->reader()->content();
    if (!content || index < 0 || index >= content->card.keys.size()) {
        return;
    }
    const auto key = content->card.keys[index];
    if (key.bytes.isEmpty()) {
        openLink(QUrl(key.uri));
        return;
    }
    auto *chooser = new QFileDialog(m_pane, i18nc("@title:window", "Save Key"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->selectFile(key.type.contains(QLatin1StringView("pgp")) ? QStringLiteral("key.asc") : QStringLiteral("certificate.cer"));
    connect(chooser, &QFileDialog::fileSelected, this, [this, bytes = key.bytes](const QString &path) {
        QtConcurrent::run([path, bytes] {
            QSaveFile file(path);
            return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
        }).then(this, [this, path](bool done) {
            m_pane->parts().workbench->notify(done ? i18nc("@info", "The key was saved in “%1”.", path) : i18nc("@info", "“%1” cannot be written.", path),
                                              done ? Workbench::Tone::Success : Workbench::Tone::Problem);
        });
    });
    chooser->open();
}

}
