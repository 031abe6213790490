// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/calendardialogs.h"

#include "calendar/calendaractions.h"
#include "calendar/calendarlistmodel.h"
#include "groupware/davchange.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KColorButton>
#include <KLocalizedString>
#include <KMessageBox>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>

namespace Kontor
{
namespace
{
/// A dialog with a form and Ok, which is possible once \p isComplete says so.
struct Form {
    QDialog *dialog;
    QFormLayout *layout;
    QDialogButtonBox *buttons;

    Form(QWidget *window, const QString &title, const QString &ok)
        : dialog(new QDialog(window))
        , layout(new QFormLayout(dialog))
        , buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, dialog))
    {
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setWindowTitle(title);
        Metrics::apply(layout, dialog);
        buttons->button(QDialogButtonBox::Ok)->setText(ok);
        QObject::connect(buttons, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
        QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    }
    QLineEdit *addLine(const QString &caption, const char *name)
    {
        auto *line = new QLineEdit(dialog);
        line->setObjectName(QString::fromLatin1(name));
        line->setMinimumWidth(dialog->fontMetrics().averageCharWidth() * 40);
        layout->addRow(caption, line);
        return line;
    }
    void addText(const QString &caption, const QString &text, const char *name)
    {
        auto *label = new QLabel(Words::withoutTricks(text), dialog);
        label->setObjectName(QString::fromLatin1(name));
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        label->setFocusPolicy(Qt::StrongFocus); // to be read by a screen reader
        label->setAccessibleName(i18nc("@info spoken: what it is, and what it says", "%1 %2", caption, label->text()));
        layout->addRow(caption, label);
    }
    KColorButton *addColour(const QColor &colour)
    {
        auto *button = new KColorButton(colour, dialog);
        button->setObjectName(QStringLiteral("calendarColour"));
        button->setAccessibleName(i18nc("@label of a calendar", "Colour"));
        layout->addRow(i18nc("@label of a calendar", "&Colour:"), button);
        return button;
    }
    void finish(QLineEdit *needed, std::function<bool()> isComplete)
    {
        layout->addRow(buttons);
        auto *ok = buttons->button(QDialogButtonBox::Ok);
        const auto check = [ok, isComplete = std::move(isComplete)] { ok->setEnabled(isComplete()); };
        QObject::connect(needed, &QLineEdit::textChanged, dialog, check);
        check();
    }
};

/// A colour no other calendar has yet, all of them easily told apart.
QColor freshColour(const QList<CalendarInfo> &calendars)
{
    static const QList<QColor> offered{QColor(0x1d, 0x99, 0xf3), QColor(0x27, 0xae, 0x60), QColor(0xf6, 0x74, 0x00), QColor(0x9b, 0x59, 0xb6), QColor(0xda, 0x44, 0x53),
                                       QColor(0x1a, 0xbc, 0x9c), QColor(0xc9, 0xa2, 0x27), QColor(0x7f, 0x8c, 0x8d), QColor(0xe8, 0x4a, 0x9c), QColor(0x2c, 0x5a, 0xa0)};
    for (const auto &colour : offered) {
        if (!std::ranges::contains(calendars, colour, &CalendarInfo::colour)) {
            return colour;
        }
    }
    return offered.at(calendars.size() % offered.size());
}
}

CalendarDialogs::CalendarDialogs(const CalendarParts &parts, CalendarListModel *calendars, QWidget *window)
    : QObject(window)
    , m_parts(parts)
    , m_calendars(calendars)
    , m_window(window)
{
}

bool CalendarDialogs::mayChange(const CalendarInfo &calendar)
{
    return calendar.id && calendar.role != DavRole::Inbox;
}

bool CalendarDialogs::mayDelete(const CalendarInfo &calendar) const
{
    return calendar.id && ((calendar.role == DavRole::Feed && m_parts.unsubscribe) || (calendar.isWritable && calendar.role.isEmpty() && calendar.ownerName.isEmpty()));
}

QDialog *CalendarDialogs::createDialog()
{
    Form form(m_window, i18nc("@title:window", "New Calendar"), i18nc("@action:button", "&Create"));
    form.dialog->setObjectName(QStringLiteral("newCalendarDialog"));
    auto *name = form.addLine(i18nc("@label:textbox of a calendar", "&Name:"), "calendarName");
    const auto calendars = m_calendars->calendars();
    auto *colour = form.addColour(freshColour(calendars));
    auto *account = new QComboBox(form.dialog);
    account->setObjectName(QStringLiteral("calendarAccount"));
    for (const auto &one : calendars) {
        if (one.resource && account->findData(one.resource.value) < 0 && one.role != DavRole::Feed) {
            account->addItem(one.accountAddress, one.resource.value);
        }
    }
    form.layout->addRow(i18nc("@label:listbox", "&Account:"), account);
    auto *forTasks = new QCheckBox(i18nc("@option:check of a new calendar", "For &tasks"), form.dialog);
    forTasks->setObjectName(QStringLiteral("calendarForTasks"));
    form.layout->addRow(QString(), forTasks);
    form.finish(name, [name, account] { return !name->text().trimmed().isEmpty() && account->count() > 0; });
    connect(form.dialog, &QDialog::accepted, this, [this, name, colour, account, forTasks] {
        m_parts.actions->createCalendar(ResourceId{account->currentData().toLongLong()}, name->text().trimmed(), colour->color(), forTasks->isChecked());
    });
    return form.dialog;
}

QDialog *CalendarDialogs::changeDialog(const CalendarInfo &calendar)
{
    Form form(m_window, i18nc("@title:window", "Name and Colour"), i18nc("@action:button", "&Save"));
    form.dialog->setObjectName(QStringLiteral("calendarDialog"));
    auto *name = form.addLine(i18nc("@label:textbox of a calendar", "&Name:"), "calendarName");
    name->setText(calendar.name);
    name->selectAll();
    auto *colour = form.addColour(calendar.colour);
    if (!calendar.feed.isEmpty()) {
        form.addText(i18nc("@label where a subscribed calendar lies", "Address:"), calendar.feed, "calendarFeed");
    }
    if (calendar.fetched.isValid()) {
        form.addText(i18nc("@label of a subscribed calendar", "Last fetched:"), QLocale().toString(calendar.fetched, QLocale::ShortFormat), "calendarFetched");
    }
    if (!calendar.problem.isEmpty()) {
        form.addText(i18nc("@label what is wrong with a calendar", "Problem:"), calendar.problem, "calendarProblem");
    }
    if (!calendar.isWritable) {
        auto *hint = new QLabel(i18nc("@info", "This calendar can only be read. Its name and colour are changed on this computer alone."), form.dialog);
        hint->setObjectName(QStringLiteral("calendarHint"));
        hint->setWordWrap(true);
        form.layout->addRow(hint);
    }
    if (calendar.id == birthdayCalendar) {
        name->setEnabled(false);
        colour->setFocus();
    }
    form.finish(name, [name] { return !name->text().trimmed().isEmpty(); });
    connect(form.dialog, &QDialog::accepted, this, [this, name, colour, id = calendar.id] { m_parts.actions->changeCalendar(id, name->text().trimmed(), colour->color()); });
    return form.dialog;
}

QDialog *CalendarDialogs::subscribeDialog()
{
    Form form(m_window, i18nc("@title:window", "Subscribe to a Calendar"), i18nc("@action:button", "&Subscribe"));
    form.dialog->setObjectName(QStringLiteral("subscribeDialog"));
    auto *address = form.addLine(i18nc("@label:textbox of a feed", "&Address:"), "feedAddress");
    address->setPlaceholderText(QStringLiteral("https://…/calendar.ics"));
    auto *name = form.addLine(i18nc("@label:textbox of a calendar", "&Name:"), "calendarName");
    auto *account = new QComboBox(form.dialog);
    account->setObjectName(QStringLiteral("calendarAccount"));
    const auto accounts = m_parts.accounts ? m_parts.accounts() : QList<Account>();
    for (const auto &one : accounts) {
        account->addItem(one.address, one.id.value);
    }
    form.layout->addRow(i18nc("@label:listbox", "A&ccount:"), account);
    name->setPlaceholderText(i18nc("@info:placeholder name of a subscribed calendar", "as the calendar calls itself"));
    form.finish(address, [address, account] { return feedOf(address->text()).isValid() && account->count() > 0; });
    connect(form.dialog, &QDialog::accepted, this, [this, address, name, account] {
        subscribe(AccountId{account->currentData().toLongLong()}, feedOf(address->text()), name->text().simplified());
    });
    return form.dialog;
}

QUrl CalendarDialogs::feedOf(const QString &text)
{
    auto typed = text.trimmed();
    if (!typed.contains(QLatin1String("://"))) {
        typed.prepend(QLatin1String("https://"));
    }
    QUrl url(typed, QUrl::StrictMode);
    if (url.scheme() == QLatin1String("webcal") || url.scheme() == QLatin1String("webcals")) { // how web pages say "subscribe to it"
        url.setScheme(QStringLiteral("https"));
    }
    const bool isWeb = url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http");
    return url.isValid() && isWeb && !url.host().isEmpty() ? url : QUrl();
}

void CalendarDialogs::subscribe(AccountId account, const QUrl &feed, const QString &name)
{
    const auto title = name.isEmpty() ? feed.host() : name;
    const auto known = m_calendars->calendars();
    if (std::ranges::any_of(known, [&](const CalendarInfo &one) { return one.account == account && one.feed == feed.toString(QUrl::RemoveUserInfo); })) {
        m_parts.workbench->notify(i18nc("@info", "You have already subscribed to this calendar."), Workbench::Tone::Information);
        return;
    }
    m_parts.actions->nameSubscription(account, feed.toString(), name); // before it is there, so that it is never seen with another one
    m_parts.subscribe(account, feed).then(this, [this, title](const Result<void> &result) {
        result ? m_parts.workbench->notify(i18nc("@info", "Subscribed to “%1”.", title), Workbench::Tone::Success)
               : m_parts.workbench->notify(result.error().message, Workbench::Tone::Problem);
    });
}

void CalendarDialogs::remove(const CalendarInfo &calendar)
{
    const auto name = Words::withoutTricks(calendar.name);
    const bool isFeed = calendar.role == DavRole::Feed;
    const auto question = isFeed ? i18nc("@info", "The subscription “%1” will be removed. You can subscribe again at any time.", name)
                                 : i18nc("@info", "The calendar “%1” and everything in it will be deleted, also on the server.", name);
    if (KMessageBox::warningContinueCancel(m_window, question, isFeed ? i18nc("@title:window", "Remove the Subscription?") : i18nc("@title:window", "Delete the Calendar?"), KStandardGuiItem::del())
        != KMessageBox::Continue) {
        return;
    }
    if (!isFeed) {
        m_parts.actions->deleteCalendar(calendar.id);
        return;
    }
    m_parts.unsubscribe(calendar).then(this, [this, name](const Result<void> &result) {
        result ? m_parts.workbench->notify(i18nc("@info", "The subscription “%1” was removed.", name), Workbench::Tone::Success)
               : m_parts.workbench->notify(result.error().message, Workbench::Tone::Problem);
    });
}

}
