// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/calendartransfer.h"

#include "calendar/calendaractions.h"
#include "calendar/ui/calendarediting.h"
#include "calendar/ui/eventdrag.h"
#include "calendar/ui/occurrencewords.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDrag>
#include <QFile>
#include <QFileDialog>
#include <QFormLayout>
#include <QMimeData>
#include <QPushButton>
#include <QSaveFile>
#include <QStandardPaths>
#include <QtConcurrentRun>

namespace Kontor
{
namespace
{
constexpr qint64 largestFile = 64LL * 1024 * 1024;

Result<QByteArray> readFiles(const QList<QUrl> &files)
{
    QByteArray all;
    for (const auto &url : files) {
        QFile file(url.toLocalFile());
        if (!file.open(QIODevice::ReadOnly)) {
            return failure(Error::Kind::Storage, i18nc("@info", "The file “%1” could not be read.", url.fileName()), file.errorString());
        }
        if (file.size() > largestFile) {
            return failure(Error::Kind::Storage, i18nc("@info", "The file “%1” is too large for a calendar.", url.fileName()));
        }
        all += file.readAll();
        if (!all.endsWith('\n')) {
            all += "\r\n";
        }
    }
    return all;
}
}

CalendarTransfer::CalendarTransfer(const CalendarParts &parts, CalendarEditing *editing, QWidget *window)
    : QObject(window)
    , m_parts(parts)
    , m_editing(editing)
    , m_window(window)
{
}

void CalendarTransfer::chooseFiles()
{
    auto *dialog = new QFileDialog(m_window, i18nc("@title:window", "Import Events and Tasks"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({i18nc("@item:inlistbox", "Calendar files (*.ics *.ical *.vcs)"), i18nc("@item:inlistbox", "All files (*)")});
    connect(dialog, &QFileDialog::accepted, this, [this, dialog] { importFiles(dialog->selectedUrls()); });
    dialog->open();
}

void CalendarTransfer::importFiles(const QList<QUrl> &files, CollectionId calendar)
{
    QtConcurrent::run(readFiles, files).then(this, [this, calendar](const Result<QByteArray> &ics) {
        if (!ics) {
            m_parts.workbench->notify(ics.error().message, Workbench::Tone::Problem);
            return;
        }
        importIcs(*ics, calendar);
    });
}

void CalendarTransfer::importIcs(const QByteArray &ics, CollectionId calendar)
{
    const auto run = [this, ics](CollectionId target) {
        m_parts.actions->importIcs(target, ics).then(this, [this](const Result<int> &count) {
            if (!count) {
                m_parts.workbench->notify(count.error().message, Workbench::Tone::Problem);
            } else if (*count == 0) {
                m_parts.workbench->notify(i18nc("@info", "There are no events or tasks in it."), Workbench::Tone::Warning);
            } else {
                m_parts.workbench->notify(i18ncp("@info", "Imported %1 event or task.", "Imported %1 events and tasks.", *count), Workbench::Tone::Success);
            }
        });
    };
    if (calendar) {
        run(calendar);
        return;
    }
    chooseCalendar(run);
}

void CalendarTransfer::chooseCalendar(std::function<void(CollectionId calendar)> then)
{
    const auto calendars = m_editing->writable(CalendarEditing::Holds::Events);
    if (calendars.isEmpty()) {
        m_parts.workbench->notify(i18nc("@info", "There is no calendar in which you may create events."), Workbench::Tone::Warning);
        return;
    }
    if (calendars.size() == 1) {
        then(calendars.first().id);
        return;
    }
    auto *dialog = new QDialog(m_window);
    dialog->setObjectName(QStringLiteral("importDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(i18nc("@title:window", "Import Events and Tasks"));
    auto *layout = new QFormLayout(dialog);
    Metrics::apply(layout, dialog);
    auto *choice = new QComboBox(dialog);
    choice->setObjectName(QStringLiteral("importCalendar"));
    for (const auto &one : calendars) {
        choice->addItem(Words::withoutTricks(one.name), one.id.value);
    }
    choice->setCurrentIndex(std::max(0, choice->findData(m_editing->preferredCalendar(CalendarEditing::Holds::Events).value)));
    layout->addRow(i18nc("@label:listbox", "Import &into:"), choice);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, dialog);
    buttons->button(QDialogButtonBox::Ok)->setText(i18nc("@action:button", "&Import"));
    layout->addRow(buttons);
    connect(buttons, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    connect(dialog, &QDialog::accepted, this, [choice, then = std::move(then)] { then(CollectionId{choice->currentData().toLongLong()}); });
    dialog->open();
}

void CalendarTransfer::save(const QFuture<Result<QByteArray>> &bytes, const QString &name)
{
    auto file = Words::shortened(name, 60);
    file.replace(QLatin1Char('/'), QLatin1Char('-'));
    const auto path = QFileDialog::getSaveFileName(m_window, i18nc("@title:window", "Export"),
                                                   QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation) + QLatin1Char('/') + file + QStringLiteral(".ics"),
                                                   i18nc("@item:inlistbox", "Calendar files (*.ics)"));
    if (path.isEmpty()) {
        return;
    }
    auto waiting = bytes;
    waiting
        .then(QtFuture::Launch::Async,
              [path](const Result<QByteArray> &ics) -> Result<void> {
                  if (!ics) {
                      return std::unexpected(ics.error());
                  }
                  QSaveFile target(path);
                  if (!target.open(QIODevice::WriteOnly) || target.write(*ics) != ics->size() || !target.commit()) {
                      return failure(Error::Kind::Storage, i18nc("@info", "The file %1 could not be written.", path), target.errorString());
                  }
                  return {};
              })
        .then(this, [this, path](const Result<void> &saved) {
            saved ? m_parts.workbench->notify(i18nc("@info", "Saved as %1.", path), Workbench::Tone::Success) : m_parts.workbench->notify(saved.error().message, Workbench::Tone::Problem);
        });
}

void CalendarTransfer::exportEvents(const QList<ItemId> &items, const QString &name)
{
    save(m_parts.actions->exportIcs({}, items), name);
}

void CalendarTransfer::exportCalendar(const CalendarInfo &calendar)
{
    save(m_parts.actions->exportIcs({calendar.id}), Words::withoutTricks(calendar.name));
}

void CalendarTransfer::drag(const Occurrence &occurrence)
{
    const auto title = OccurrenceWords::title(occurrence);
    m_parts.actions->exportIcs({}, {occurrence.ref.item}).then(this, [this, title, item = occurrence.ref.item](const Result<QByteArray> &ics) {
        if (!ics || !QApplication::mouseButtons().testFlag(Qt::LeftButton)) {
            return; // released before the event was read
        }
        auto *drag = new QDrag(m_window);
        drag->setMimeData(EventDrag::make({item}, title, *ics));
        drag->setPixmap(QIcon::fromTheme(QStringLiteral("view-calendar-day")).pixmap(32));
        drag->exec(Qt::CopyAction | Qt::MoveAction, Qt::CopyAction);
    });
}

}
