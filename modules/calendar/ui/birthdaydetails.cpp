// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/birthdaydetails.h"

#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>

namespace Kontor
{
namespace
{
QLabel *line(QWidget *parent, const char *name)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QString::fromLatin1(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setFocusPolicy(Qt::TabFocus); // to be read by a screen reader
    return label;
}
}

BirthdayDetails::BirthdayDetails(QWidget *parent)
    : QWidget(parent)
    , m_born(line(this, "birthdayBorn"))
    , m_book(line(this, "birthdayBook"))
    , m_open(new QPushButton(QIcon::fromTheme(QStringLiteral("user-identity")), i18nc("@action:button", "Open Contact"), this))
    , m_write(new QPushButton(QIcon::fromTheme(QStringLiteral("mail-message-new")), i18nc("@action:button a message to somebody", "Write Message"), this))
{
    setObjectName(QStringLiteral("birthdayDetails"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Metrics::spacing(this));
    layout->addWidget(m_born);
    layout->addWidget(m_book);
    auto *buttons = new QHBoxLayout;
    m_open->setObjectName(QStringLiteral("birthdayOpen"));
    m_write->setObjectName(QStringLiteral("birthdayWrite"));
    buttons->addWidget(m_open);
    buttons->addWidget(m_write);
    buttons->addStretch(1);
    layout->addLayout(buttons);
    connect(m_open, &QPushButton::clicked, this, [this] { Q_EMIT contactWanted(m_person.contact); });
    connect(m_write, &QPushButton::clicked, this, [this] { Q_EMIT writingWanted(m_person.name, m_person.address); });
}

QString BirthdayDetails::bornInWords(const BirthdayPerson &person, const QDate &day)
{
    const QLocale locale;
    if (person.born.year() == yearUnknown) {
        return i18nc("@info of a birthday, %1 is a day without a year", "Born on %1, nobody knows in which year",
                     locale.toString(person.born, i18nc("a day without its year, see QLocale::toString()", "d MMMM")));
    }
    const auto born = locale.toString(person.born, i18nc("a day with its year, see QLocale::toString()", "d MMMM yyyy"));
    const int age = day.year() - person.born.year();
    return age > 0 ? i18ncp("@info of a birthday, %2 is a date", "Born on %2, turns %1", "Born on %2, turns %1", age, born) : i18nc("@info of a birthday, %1 is a date", "Born on %1", born);
}

void BirthdayDetails::showPerson(const BirthdayPerson &person, const QDate &day)
{
    m_person = person;
    const auto name = Words::withoutTricks(person.name);
    m_born->setText(bornInWords(person, day));
    m_book->setText(i18nc("@info of a contact", "Address book: %1", Words::withoutTricks(person.book)));
    m_open->setAccessibleName(i18nc("@action:button", "Open the contact %1", name));
    m_write->setAccessibleName(i18nc("@action:button", "Write a message to %1", name));
    m_write->setEnabled(!person.address.isEmpty());
    m_write->setToolTip(person.address.isEmpty() ? i18nc("@info:tooltip", "The address book knows no mail address") : person.address);
    m_write->setAccessibleDescription(m_write->toolTip());
}

}
