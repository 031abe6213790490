// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/fileversionsdialog.h"

#include "files/filename.h"
#include "files/ui/filerowdelegate.h"
#include "files/ui/fileversionlist.h"
#include "shell/announcer.h"
#include "shell/itemlistview.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace Kontor
{

FileVersionsDialog::FileVersionsDialog(FileServices *services, const FileRow &file, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_file(file)
    , m_versions(new FileVersionList(this))
    , m_list(new ItemListView({.spoken = FileVersionList::SpokenRole}, this))
    , m_status(new QLabel(this))
    , m_restore(nullptr)
    , m_save(nullptr)
{
    setObjectName(QStringLiteral("versionsDialog"));
    setWindowTitle(i18nc("@title:window", "Versions of “%1”", Words::shortened(Words::withoutTricks(file.name), 40)));
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    m_list->setObjectName(QStringLiteral("versions"));
    m_list->setAccessibleName(i18nc("@label", "Older versions"));
    m_list->setModel(m_versions);
    m_list->setItemDelegate(new FileRowDelegate(m_list));
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_status->setObjectName(QStringLiteral("versionsStatus"));
    m_status->setTextFormat(Qt::PlainText);
    m_status->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_restore = buttons->addButton(i18nc("@action:button an old version becomes the newest", "&Restore"), QDialogButtonBox::ActionRole);
    m_save = buttons->addButton(i18nc("@action:button", "&Save a Copy…"), QDialogButtonBox::ActionRole);
    m_restore->setObjectName(QStringLiteral("restoreVersion"));
    m_save->setObjectName(QStringLiteral("saveVersion"));
    layout->addWidget(m_list, 1);
    layout->addWidget(m_status);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_restore, &QPushButton::clicked, this, &FileVersionsDialog::restore);
    connect(m_save, &QPushButton::clicked, this, &FileVersionsDialog::save);
    connect(m_list, &ItemListView::rowsSelected, this, &FileVersionsDialog::update);
    resize(fontMetrics().averageCharWidth() * 70, fontMetrics().height() * 20);
    m_list->setFocus();
    update();
    load();
}

int FileVersionsDialog::count() const
{
    return m_versions->rowCount();
}

std::optional<FileVersion> FileVersionsDialog::selected() const
{
    const auto rows = m_list->selectedRowList();
    return rows.isEmpty() ? std::nullopt : std::optional(m_versions->versions().at(rows.first().row()));
}

void FileVersionsDialog::tell(const QString &sentence)
{
    m_status->setText(sentence);
    Announcer::sayNow(this, sentence);
}

void FileVersionsDialog::load()
{
    m_status->setText(i18nc("@info", "The server is being asked…"));
    m_services->versions(m_file.item).then(this, [this](const Result<QList<FileVersion>> &versions) {
        if (!versions) {
            tell(versions.error().message);
            return;
        }
        m_versions->setVersions(*versions);
        for (int column = 0; column < FileVersionList::ColumnCount; ++column) {
            m_list->resizeColumnToContents(column);
        }
        if (versions->isEmpty()) {
            tell(i18nc("@info", "The server keeps no older versions of this file."));
        } else {
            m_status->setText(i18ncp("@info", "%1 older version", "%1 older versions", count()));
            m_list->setCurrentIndex(m_versions->index(0, 0));
        }
        update();
    });
}

void FileVersionsDialog::update()
{
    const bool any = selected().has_value() && !m_isWaiting;
    m_restore->setEnabled(any && m_file.rights.testFlag(FileRight::Write));
    m_save->setEnabled(any);
}

void FileVersionsDialog::restore()
{
    const auto version = selected();
    if (!version) {
        return;
    }
    m_isWaiting = true;
    update();
    m_services->restoreVersion(m_file.item, version->href).then(this, [this, when = Words::shortDate(version->modified)](const Result<void> &restored) {
        m_isWaiting = false;
        update();
        if (!restored) {
            tell(restored.error().message);
            return;
        }
        Q_EMIT done(i18nc("@info name, date", "“%1” is as it was on %2. What it was before is a version now.", m_file.name, when));
        accept();
    });
}

void FileVersionsDialog::save()
{
    const auto version = selected();
    if (!version) {
        return;
    }
    auto *dialog = new QFileDialog(this, i18nc("@title:window", "Save Version"));
    dialog->setObjectName(QStringLiteral("saveVersionDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    const auto name = FileName::proposal(m_file.name, {});
    const auto dot = name.lastIndexOf(u'.');
    const auto stamp = QString(u' ' + version->modified.toString(QStringLiteral("yyyy-MM-dd HH.mm")));
    dialog->selectFile(dot > 0 ? QString(name.left(dot) + stamp + name.mid(dot)) : QString(name + stamp));
    connect(dialog, &QFileDialog::fileSelected, this, [this, href = version->href](const QString &path) {
        m_isWaiting = true;
        update();
        m_status->setText(i18nc("@info", "The version is being fetched…"));
        m_services->saveVersion(m_file.item, href, path).then(this, [this, path](const Result<void> &saved) {
            m_isWaiting = false;
            update();
            tell(saved ? i18nc("@info", "Saved “%1”.", path.section(u'/', -1)) : saved.error().message);
        });
    });
    dialog->open();
}

}
