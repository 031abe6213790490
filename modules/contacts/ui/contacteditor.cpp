// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/ui/contacteditor.h"

#include "contacts/booklistmodel.h"
#include "contacts/contactfields.h"
#include "contacts/contactphoto.h"
#include "contacts/contacttext.h"
#include "contacts/ui/addressrows.h"
#include "contacts/ui/contactphotos.h"
#include "contacts/ui/dayedit.h"
#include "contacts/ui/fieldrows.h"

#include <KLocalizedString>
#include <KMessageBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QtConcurrentRun>

namespace Kontor
{
namespace
{
constexpr qint64 largestFile = 40 << 20;

QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.size() <= largestFile ? file.readAll() : QByteArray();
}

QStringList wordsOf(const QString &joined)
{
    QStringList words;
    for (const auto parts = joined.split(u',', Qt::SkipEmptyParts); const auto &part : parts) {
        if (const auto word = part.simplified(); !word.isEmpty() && !words.contains(word)) {
            words << word;
        }
    }
    return words;
}
}

ContactEditor::ContactEditor(BookListModel *books, const ContactDraft &card, QWidget *parent)
    : QDialog(parent)
    , m_books(books)
    , m_before(card)
    , m_photo(card.photo)
    , m_photoType(card.photoType)
    , m_photoUri(card.photoUri)
    , m_keys(card.keys)
{
    setObjectName(QStringLiteral("contactEditor"));
    setWindowTitle(card.item ? i18nc("@title:window", "Edit Contact") : i18nc("@title:window", "New Contact"));
    auto *layout = new QVBoxLayout(this);
    auto *area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *page = new QWidget(area);
    auto *form = new QFormLayout(page);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addNames(form);
    addReach(form);
    addMore(form);
    area->setWidget(page);
    layout->addWidget(area, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &ContactEditor::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &ContactEditor::reject);
    m_followsName = card.formattedName.isEmpty() || card.formattedName == ContactText::nameOfParts(card);
    for (auto *part : {m_prefix, m_given, m_middle, m_family, m_suffix}) {
        connect(part, &QLineEdit::textEdited, this, &ContactEditor::followName);
    }
    connect(m_shown, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_followsName = text.trimmed().isEmpty();
    });
    const auto character = fontMetrics().averageCharWidth();
    resize(character * 84, fontMetrics().height() * 38);
    m_given->setFocus();
}

QLineEdit *ContactEditor::line(const char *name, const QString &text, const QString &spoken)
{
    auto *edit = new QLineEdit(text, this);
    edit->setObjectName(QString::fromLatin1(name));
    edit->setAccessibleName(spoken);
    return edit;
}

void ContactEditor::addNames(QFormLayout *form)
{
    m_picture = new QLabel(this);
    m_picture->setFixedSize(QSize(1, 1) * fontMetrics().height() * 5);
    auto *photo = new QWidget(this);
    auto *row = new QHBoxLayout(photo);
    row->setContentsMargins(0, 0, 0, 0);
    auto *choose = new QPushButton(i18nc("@action:button", "Choose &Photo…"), photo);
    auto *clear = new QPushButton(i18nc("@action:button", "&Remove Photo"), photo);
    for (auto *button : {choose, clear}) {
        button->setAutoDefault(false);
    }
    row->addWidget(m_picture);
    row->addWidget(choose);
    row->addWidget(clear);
    row->addStretch();
    connect(choose, &QPushButton::clicked, this, &ContactEditor::choosePhoto);
    connect(clear, &QPushButton::clicked, this, [this] {
        m_photo.clear();
        m_photoType.clear();
        m_photoUri.clear();
        showPhoto();
    });
    form->addRow(i18nc("@label", "Photo:"), photo);

    const auto books = m_books->writableBooks();
    m_book = new QComboBox(this);
    m_book->setObjectName(QStringLiteral("book"));
    for (const auto book : books) {
        m_book->addItem(m_books->nameOf(book), book.value);
    }
    m_book->setCurrentIndex(int(std::max<qsizetype>(0, books.indexOf(m_before.book))));
    m_given = line("given", m_before.given, i18nc("@label", "Given name"));
    m_family = line("family", m_before.family, i18nc("@label", "Family name"));
    m_prefix = line("prefix", m_before.prefix, i18nc("@label before a name", "Title, e.g. Dr."));
    m_prefix->setPlaceholderText(i18nc("@info:placeholder before a name", "Dr."));
    m_middle = line("middle", m_before.middle, i18nc("@label", "Middle names"));
    m_suffix = line("suffix", m_before.suffix, i18nc("@label behind a name", "Suffix, e.g. Jr."));
    m_shown = line("shown", m_before.formattedName, i18nc("@label", "Shown as"));
    form->addRow(i18nc("@label:textbox", "&Given name:"), m_given);
    form->addRow(i18nc("@label:textbox", "&Family name:"), m_family);
    form->addRow(i18nc("@label:textbox", "Shown &as:"), m_shown);
    form->addRow(i18nc("@label:textbox", "Tit&le:"), m_prefix);
    form->addRow(i18nc("@label:textbox", "&Middle names:"), m_middle);
    form->addRow(i18nc("@label:textbox behind a name, e.g. Jr.", "Su&ffix:"), m_suffix);
    m_nickname = line("nickname", m_before.nickname, i18nc("@label of a contact", "Nickname"));
    form->addRow(i18nc("@label:textbox", "&Nickname:"), m_nickname);
    m_organization = line("organization", m_before.organization, i18nc("@label of a contact", "Organisation"));
    form->addRow(i18nc("@label:textbox", "&Organisation:"), m_organization);
    m_department = line("department", m_before.department, i18nc("@label of a contact", "Department"));
    form->addRow(i18nc("@label:textbox", "&Department:"), m_department);
    m_title = line("title", m_before.title, i18nc("@label the position of a contact", "Position"));
    form->addRow(i18nc("@label:textbox", "&Position:"), m_title);
    m_role = line("role", m_before.role, i18nc("@label the profession of a contact", "Profession"));
    form->addRow(i18nc("@label:textbox", "P&rofession:"), m_role);
    if (books.size() > 1) {
        form->addRow(i18nc("@label:listbox", "Address &book:"), m_book);
    } else {
        m_book->hide();
    }
    showPhoto();
}

void ContactEditor::addReach(QFormLayout *form)
{
    const auto rows = [&](FieldRows::Kind kind, const QString &label, const QList<ContactField> &fields) {
        auto *widget = new FieldRows(kind, this);
        widget->setFields(fields);
        if (fields.isEmpty() && (kind == FieldRows::Kind::Email || kind == FieldRows::Kind::Phone)) {
            widget->addRow();
        }
        form->addRow(label, widget);
        return widget;
    };
    m_emails = rows(FieldRows::Kind::Email, i18nc("@label", "Email:"), m_before.emails);
    m_phones = rows(FieldRows::Kind::Phone, i18nc("@label", "Phone:"), m_before.phones);
    m_chats = rows(FieldRows::Kind::Chat, i18nc("@label", "Chat:"), m_before.chats);
    m_links = rows(FieldRows::Kind::Link, i18nc("@label", "Links:"), m_before.links);
    m_addresses = new AddressRows(this);
    m_addresses->setAddresses(m_before.addresses);
    form->addRow(i18nc("@label", "Addresses:"), m_addresses);
}

void ContactEditor::addMore(QFormLayout *form)
{
    m_birthday = new DayEdit(i18nc("@label of a contact", "Birthday"), this);
    m_birthday->setDay(m_before.birthday);
    form->addRow(i18nc("@label", "B&irthday:"), m_birthday);
    m_anniversary = new DayEdit(i18nc("@label wedding day of a contact", "Anniversary"), this);
    m_anniversary->setDay(m_before.anniversary);
    form->addRow(i18nc("@label wedding day", "Anniversary:"), m_anniversary);
    m_categories = line("categories", m_before.categories.join(QLatin1StringView(", ")), i18nc("@label", "Categories, separated by commas"));
    m_categories->setPlaceholderText(i18nc("@info:placeholder", "Family, Choir"));
    form->addRow(i18nc("@label:textbox", "&Categories:"), m_categories);
    m_note = new QPlainTextEdit(m_before.note, this);
    m_note->setAccessibleName(i18nc("@label of a contact", "Note"));
    m_note->setTabChangesFocus(true);
    m_note->setFixedHeight(fontMetrics().height() * 6);
    form->addRow(i18nc("@label:textbox", "No&te:"), m_note);
    auto *keys = new QWidget(this);
    auto *row = new QHBoxLayout(keys);
    row->setContentsMargins(0, 0, 0, 0);
    m_keyList = new QListWidget(keys);
    m_keyList->setAccessibleName(i18nc("@label", "Keys and certificates"));
    m_keyList->setFixedHeight(fontMetrics().height() * 4);
    auto *add = new QPushButton(i18nc("@action:button", "Attach &Key…"), keys);
    auto *remove = new QPushButton(i18nc("@action:button", "Remove Ke&y"), keys);
    auto *buttons = new QVBoxLayout;
    for (auto *button : {add, remove}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    buttons->addStretch();
    row->addWidget(m_keyList, 1);
    row->addLayout(buttons);
    form->addRow(i18nc("@label", "Keys:"), keys);
    connect(add, &QPushButton::clicked, this, &ContactEditor::chooseKey);
    connect(remove, &QPushButton::clicked, this, [this] {
        const auto chosen = m_keyList->currentRow();
        if (chosen >= 0 && chosen < m_keys.size()) {
            m_keys.removeAt(chosen);
            showKeys();
        }
    });
    showKeys();
}

void ContactEditor::followName()
{
    if (m_followsName) {
        m_shown->setText(ContactText::nameOfParts(card()));
    }
}

void ContactEditor::choosePhoto()
{
    auto *chooser = new QFileDialog(this, i18nc("@title:window", "Choose a Photo"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFile);
    chooser->setMimeTypeFilters({QStringLiteral("image/jpeg"), QStringLiteral("image/png"), QStringLiteral("image/webp"), QStringLiteral("application/octet-stream")});
    connect(chooser, &QFileDialog::fileSelected, this, [this](const QString &path) {
        QtConcurrent::run([path] {
            return ContactPhoto::forCard(readFile(path));
        }).then(this, [this](const QByteArray &photo) {
            if (photo.isEmpty()) {
                KMessageBox::error(this, i18nc("@info", "This file is not a picture that could be used."));
                return;
            }
            m_photo = photo;
            m_photoType = ContactPhoto::typeForCard();
            m_photoUri.clear();
            showPhoto();
        });
    });
    chooser->open();
}

void ContactEditor::showPhoto()
{
    const auto side = m_picture->width();
    QPixmap pixmap(QSize(side, side) * devicePixelRatioF());
    pixmap.setDevicePixelRatio(devicePixelRatioF());
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    Avatar::paint(&painter, QRect(0, 0, side, side), ContactText::shownName(m_before), QImage::fromData(ContactPhoto::small(m_photo)), font());
    painter.end();
    m_picture->setPixmap(pixmap);
    m_picture->setAccessibleName(m_photo.isEmpty() ? i18nc("@info spoken", "No photo") : i18nc("@info spoken", "Photo"));
}

void ContactEditor::chooseKey()
{
    auto *chooser = new QFileDialog(this, i18nc("@title:window", "Attach a Key or Certificate"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFile);
    connect(chooser, &QFileDialog::fileSelected, this, [this](const QString &path) {
        QtConcurrent::run([path] {
            return readFile(path);
        }).then(this, [this](const QByteArray &key) {
            constexpr qsizetype largestKey = 1 << 20;
            if (key.isEmpty() || key.size() > largestKey) {
                KMessageBox::error(this, i18nc("@info", "This file is not a key or certificate that could be used."));
                return;
            }
            m_keys << ContactDraft::Key{.type = key.contains("BEGIN PGP") ? QStringLiteral("application/pgp-keys") : QStringLiteral("application/pkix-cert"), .uri = {}, .bytes = key};
            showKeys();
        });
    });
    chooser->open();
}

void ContactEditor::showKeys()
{
    m_keyList->clear();
    for (const auto &key : std::as_const(m_keys)) {
        m_keyList->addItem(ContactFields::keyText(key));
    }
}

const ContactDraft &ContactEditor::before() const
{
    return m_before;
}

ContactDraft ContactEditor::card() const
{
    auto card = m_before;
    const auto take = [](const QLineEdit *edit, QString &text) {
        if (edit->text() != text) { // an empty text and none mean the same
            text = edit->text().trimmed();
        }
    };
    take(m_prefix, card.prefix);
    take(m_given, card.given);
    take(m_middle, card.middle);
    take(m_family, card.family);
    take(m_suffix, card.suffix);
    take(m_nickname, card.nickname);
    take(m_organization, card.organization);
    take(m_department, card.department);
    take(m_title, card.title);
    take(m_role, card.role);
    take(m_shown, card.formattedName);
    card.emails = m_emails->fields();
    card.phones = m_phones->fields();
    card.chats = m_chats->fields();
    card.links = m_links->fields();
    card.addresses = m_addresses->addresses();
    card.birthday = m_birthday->day();
    card.anniversary = m_anniversary->day();
    if (m_note->toPlainText() != m_before.note) {
        card.note = m_note->toPlainText();
    }
    if (const auto words = wordsOf(m_categories->text()); words != wordsOf(m_before.categories.join(u','))) {
        card.categories = words;
    }
    card.photo = m_photo;
    card.photoType = m_photoType;
    card.photoUri = m_photoUri;
    card.keys = m_keys;
    if (const CollectionId book{m_book->currentData().toLongLong()}; book) {
        card.book = book;
    }
    return card;
}

bool ContactEditor::isChanged() const
{
    return card() != m_before;
}

void ContactEditor::accept()
{
    const auto wanted = card();
    if (ContactText::nameOfParts(wanted).isEmpty() && wanted.formattedName.isEmpty() && wanted.organization.isEmpty() && wanted.emails.isEmpty() && wanted.phones.isEmpty()) {
        KMessageBox::error(this, i18nc("@info", "A contact needs a name, an organisation, an address or a number."));
        m_given->setFocus();
        return;
    }
    QDialog::accept();
}

void ContactEditor::reject()
{
    if (isChanged()
        && KMessageBox::warningContinueCancel(
               this, i18nc("@info", "What you changed here has not been saved."), i18nc("@title:window", "Discard Changes?"), KStandardGuiItem::discard())
            != KMessageBox::Continue) {
        return;
    }
    QDialog::reject();
}

}
