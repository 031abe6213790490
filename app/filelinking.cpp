// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/filelinking.h"

#include "app/fileprogress.h"
#include "files/desk/whenanswered.h"
#include "files/ui/filelinkform.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace Kontor
{
namespace
{
constexpr int usualDays = 30;

bool isUsable(const FileShare &share)
{
    const auto scheme = share.url.scheme();
    const bool isWeb = scheme == QLatin1StringView("https") || scheme == QLatin1StringView("http");
    return share.type == FileShare::Type::Link && isWeb && (!share.expires.isValid() || share.expires >= QDate::currentDate());
}
}

FileLinking::FileLinking(FileServices *services, const QList<FileRow> &files, QWidget *parent)
    : QObject(parent)
    , m_services(services)
    , m_files(files)
    , m_parent(parent)
    , m_progress(new FileProgress(i18nc("@title:window", "Making Links"), parent))
{
    connect(m_progress, &QDialog::rejected, this, &FileLinking::cancel);
}

FileLinking::~FileLinking()
{
    delete m_progress;
}

void FileLinking::begin()
{
    next();
}

void FileLinking::cancel()
{
    if (!std::exchange(m_isOver, true)) {
        m_progress->pause();
        deleteLater();
    }
}

void FileLinking::next()
{
    if (m_isOver) {
        return;
    }
    if (m_next >= m_files.size()) {
        finish();
        return;
    }
    const auto &row = m_files.at(m_next);
    m_progress->show(i18nc("@info:progress", "Making a link to “%1”", Words::shortened(Words::withoutTricks(row.name), 50)),
                     m_files.size() == 1 ? -1 : int(m_next * 100 / m_files.size()));
    whenAnswered(m_services->features(row.space), this, [this](const Result<FileFeatures> &features) {
        if (!m_isOver) {
            features ? look(*features) : fail(features.error().message);
        }
    });
}

void FileLinking::look(const FileFeatures &features)
{
    const auto &row = m_files.at(m_next);
    if (!features.links) {
        fail(features.isCloud ? i18nc("@info why there is no link", "This server does not permit links. Attach the file instead.")
                              : i18nc("@info why there is no link", "This server only keeps files and has no links to give away. Attach the file instead."));
        return;
    }
    if (!row.rights.testFlag(FileRight::Share)) {
        fail(i18nc("@info why there is no link", "You may not share it."));
        return;
    }
    whenAnswered(m_services->shares(row.item), this, [this, features](const Result<QList<FileShare>> &shares) {
        if (!m_isOver) {
            shares ? decide(features, *shares) : fail(shares.error().message);
        }
    });
}

void FileLinking::decide(const FileFeatures &features, const QList<FileShare> &shares)
{
    // One that only lets people look comes first; one with a password is of no use to who does not know it.
    const FileShare *best = nullptr;
    for (const auto &share : shares) {
        if (isUsable(share) && !share.hasPassword && (!best || (best->mayEdit && !share.mayEdit))) {
            best = &share;
        }
    }
    if (best) {
        use(*best);
        return;
    }
    const auto space = m_files.at(m_next).space;
    if (const auto answered = m_wishes.constFind(space); answered != m_wishes.cend()) {
        make(*answered);
    } else if (features.linkPasswordEnforced) {
        ask(features);
    } else {
        FileShareWish wish{.type = FileShare::Type::Link};
        if (features.linkExpiryDays > 0 || features.linkExpiryEnforced) {
            wish.expires = QDate::currentDate().addDays(features.linkExpiryDays > 0 ? features.linkExpiryDays : usualDays);
        }
        make(wish);
    }
}

void FileLinking::ask(const FileFeatures &features)
{
    m_progress->pause();
    auto *dialog = new QDialog(m_parent);
    dialog->setObjectName(QStringLiteral("linkQuestion"));
    dialog->setWindowTitle(i18nc("@title:window", "Insert Link"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    auto *layout = new QVBoxLayout(dialog);
    Metrics::apply(layout, dialog);
    auto *words = new QLabel(m_files.size() == 1
                                 ? i18nc("@info", "Whoever gets the message needs the password too. Tell it to them another way.")
                                 : i18nc("@info", "The links get the same password. Whoever gets the message needs it too. Tell it to them another way."),
                             dialog);
    words->setWordWrap(true);
    auto *form = new FileLinkForm(features, Qt::Unchecked, dialog);
    if (auto *send = form->findChild<QPushButton *>(QStringLiteral("makeLink"))) {
        send->setText(i18nc("@action:button", "Create and Insert &Link"));
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, dialog);
    layout->addWidget(words);
    layout->addWidget(form);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    connect(dialog, &QDialog::rejected, this, &FileLinking::cancel);
    connect(this, &QObject::destroyed, dialog, &QObject::deleteLater);
    connect(form, &FileLinkForm::wanted, this, [this, dialog](const FileShareWish &wish) {
        m_wishes.insert(m_files.at(m_next).space, wish);
        dialog->accept();
        make(wish);
    });
    dialog->setMinimumWidth(dialog->fontMetrics().averageCharWidth() * 60);
    dialog->open();
    form->setFocus();
}

void FileLinking::make(const FileShareWish &wish)
{
    const auto &row = m_files.at(m_next);
    whenAnswered(m_services->share(row.item, wish), this, [this](const Result<FileShare> &made) {
        if (m_isOver) {
            return;
        }
        if (made && isUsable(*made)) {
            use(*made);
        } else {
            m_wishes.remove(m_files.at(m_next).space); // e.g. a password the server does not like
            fail(made ? i18nc("@info why there is no link", "The server made no link.") : made.error().message);
        }
    });
}

void FileLinking::use(const FileShare &share)
{
    const auto name = Words::withoutTricks(m_files.at(m_next).name);
    const auto url = share.url.toString(QUrl::FullyEncoded);
    if (share.expires.isValid()) {
        m_lines << i18nc(
            "@item in a message; name of a file, its link, date", "%1: %2 (until %3)", name, url, QLocale().toString(share.expires, QLocale::ShortFormat));
    } else {
        m_lines << i18nc("@item in a message; name of a file, its link", "%1: %2", name, url);
    }
    ++m_next;
    next();
}

void FileLinking::fail(const QString &sentence)
{
    m_problems << i18nc("@info %1: name of a file, %2: a sentence", "“%1”: %2", Words::withoutTricks(m_files.at(m_next).name), sentence);
    ++m_next;
    next();
}

void FileLinking::finish()
{
    if (std::exchange(m_isOver, true)) {
        return;
    }
    m_progress->pause();
    if (!m_lines.isEmpty()) {
        Q_EMIT made(QString(m_lines.join(u'\n') + u'\n'));
    }
    FileProgress::tellProblems(i18nc("@title:window", "Links"), m_problems, m_parent);
    deleteLater();
}

}
