// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filemirrordialog.h"

#include "files/filelistmodel.h"
#include "shell/announcer.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace Kontor
{
namespace
{
QString stateWords(const FolderMirror::Status &status)
{
    using State = FolderMirror::Status::State;
    if (!status.sentence.isEmpty()) {
        return status.sentence;
    }
    switch (status.state) {
    case State::Looking:
        return i18nc("@info state of a two-way folder", "looking for changes");
    case State::Working:
        return i18ncp("@info state of a two-way folder", "bringing %1 entry into step", "bringing %1 entries into step", status.waiting);
    case State::Paused:
        return i18nc("@info state of a two-way folder", "paused");
    case State::Stopped:
        return i18nc("@info state of a two-way folder", "stopped");
    case State::Idle:
        break;
    }
    if (status.waiting > 0) {
        return i18ncp("@info state of a two-way folder", "%1 entry waits to be brought into step", "%1 entries wait to be brought into step", status.waiting);
    }
    return status.lastWhole.isValid() ? i18nc("@info state of a two-way folder", "in step since %1", Words::shortDate(status.lastWhole.toLocalTime())) : i18nc("@info state of a two-way folder", "not yet in step");
}
}

FileMirrorDialog::FileMirrorDialog(FolderMirrors *mirrors, std::shared_ptr<Store> store, const FileTarget &source, QWidget *parent)
    : QDialog(parent)
    , m_mirrors(mirrors)
    , m_store(std::move(store))
    , m_source(source)
    , m_list(new QListWidget(this))
    , m_status(new QLabel(this))
    , m_ignored(new QLineEdit(this))
    , m_add(new QPushButton(QIcon::fromTheme(QStringLiteral("list-add")), i18nc("@action:button", "&New…"), this))
    , m_pause(new QPushButton(this))
    , m_look(new QPushButton(QIcon::fromTheme(QStringLiteral("view-refresh")), i18nc("@action:button", "&Look Now"), this))
    , m_remove(new QPushButton(QIcon::fromTheme(QStringLiteral("list-remove")), i18nc("@action:button a two-way folder is no longer kept in step", "&End"), this))
    , m_trouble(nullptr)
    , m_problems(nullptr)
    , m_propose(nullptr)
    , m_question(nullptr)
    , m_questionWords(nullptr)
{
    setObjectName(QStringLiteral("mirrorDialog"));
    setWindowTitle(i18nc("@title:window", "Two-Way Folders"));
    build();
    connect(m_mirrors, &FolderMirrors::changed, this, &FileMirrorDialog::follow);
    connect(m_mirrors, &FolderMirrors::failed, this, [this](const Error &error) {
        tell(error.message);
    });
    follow();
    readNames();
    resize(fontMetrics().averageCharWidth() * 84, sizeHint().height());
}

void FileMirrorDialog::build()
{
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    auto *what = new QLabel(i18nc("@info", "A two-way folder is a folder of this computer that is kept the same as one of the server, both ways. "
                                           "Where both sides changed, both versions stay."),
                            this);
    what->setObjectName(QStringLiteral("mirrorExplanation"));
    what->setWordWrap(true);
    layout->addWidget(what);
    auto *middle = new QHBoxLayout;
    m_list->setObjectName(QStringLiteral("mirrors"));
    m_list->setAccessibleName(i18nc("@label", "Two-way folders"));
    m_list->setWordWrap(true);
    m_list->setMinimumHeight(fontMetrics().height() * 6);
    middle->addWidget(m_list, 1);
    auto *buttons = new QVBoxLayout;
    m_add->setObjectName(QStringLiteral("addMirror"));
    m_pause->setObjectName(QStringLiteral("pauseMirror"));
    m_look->setObjectName(QStringLiteral("lookMirror"));
    m_remove->setObjectName(QStringLiteral("removeMirror"));
    for (auto *button : {m_add, m_pause, m_look, m_remove}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    middle->addLayout(buttons);
    layout->addLayout(middle, 1);
    auto *ignoring = new QHBoxLayout;
    auto *ignored = new QLabel(i18nc("@label:textbox names that are not kept in step", "&Leave alone:"), this);
    ignored->setBuddy(m_ignored);
    m_ignored->setObjectName(QStringLiteral("mirrorIgnored"));
    m_ignored->setPlaceholderText(i18nc("@info:placeholder names with wildcards", "for example *.iso; build/"));
    m_ignored->setToolTip(i18nc("@info:tooltip", "Names of files and folders that stay where they are, separated by semicolons; * stands for anything. "
                                                 "Temporary files of programs are left alone in any case."));
    ignoring->addWidget(ignored);
    ignoring->addWidget(m_ignored, 1);
    layout->addLayout(ignoring);
    layout->addWidget(buildProblems());
    m_status->setObjectName(QStringLiteral("mirrorStatus"));
    m_status->setTextFormat(Qt::PlainText);
    m_status->setWordWrap(true);
    layout->addWidget(m_status);
    auto *box = new QDialogButtonBox(QDialogButtonBox::Close, this);
    box->button(QDialogButtonBox::Close)->setAutoDefault(false); // Enter takes what was typed
    connect(m_ignored, &QLineEdit::editingFinished, this, &FileMirrorDialog::takeIgnored);
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(box);
    connect(m_list, &QListWidget::currentRowChanged, this, &FileMirrorDialog::updateProblems);
    connect(m_add, &QPushButton::clicked, this, &FileMirrorDialog::chooseFolder);
    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (const auto *mirror = selected()) {
            mirror->setting().isPaused ? m_mirrors->resume(mirror->setting().id) : m_mirrors->pause(mirror->setting().id);
        }
    });
    connect(m_look, &QPushButton::clicked, this, [this] {
        if (auto *mirror = selected()) {
            mirror->lookNow();
        }
    });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        if (const auto *mirror = selected()) {
            m_mirrors->remove(mirror->setting().id).then(this, [this](const Result<void> &done) {
                tell(done ? i18nc("@info", "The folder is no longer kept in step. Its files stay on this computer.") : done.error().message);
            });
        }
    });
}

QWidget *FileMirrorDialog::buildProblems()
{
    m_trouble = new QGroupBox(i18nc("@title:group", "What Could Not Be Kept in Step"), this);
    auto *layout = new QVBoxLayout(m_trouble);
    m_question = new QWidget(m_trouble);
    auto *asking = new QHBoxLayout(m_question);
    asking->setContentsMargins(0, 0, 0, 0);
    m_questionWords = new QLabel(m_question);
    m_questionWords->setObjectName(QStringLiteral("mirrorQuestion"));
    m_questionWords->setWordWrap(true);
    auto *meant = new QPushButton(i18nc("@action:button it was meant that files were deleted", "&Delete There Too"), m_question);
    auto *back = new QPushButton(i18nc("@action:button files come back", "&Bring Them Back"), m_question);
    meant->setObjectName(QStringLiteral("removeMuch"));
    back->setObjectName(QStringLiteral("bringBack"));
    meant->setAutoDefault(false);
    back->setAutoDefault(false);
    asking->addWidget(m_questionWords, 1);
    asking->addWidget(back);
    asking->addWidget(meant);
    layout->addWidget(m_question);
    m_problems = new QListWidget(m_trouble);
    m_problems->setObjectName(QStringLiteral("mirrorProblems"));
    m_problems->setAccessibleName(i18nc("@label", "What could not be kept in step"));
    m_problems->setWordWrap(true);
    m_problems->setMaximumHeight(fontMetrics().height() * 9);
    layout->addWidget(m_problems);
    m_propose = new QPushButton(m_trouble);
    m_propose->setObjectName(QStringLiteral("takeProposal"));
    m_propose->setAutoDefault(false);
    auto *proposing = new QHBoxLayout; // not by alignment: that would keep the width of an earlier text
    proposing->addWidget(m_propose);
    proposing->addStretch(1);
    layout->addLayout(proposing);
    connect(m_problems, &QListWidget::currentRowChanged, this, &FileMirrorDialog::update);
    connect(m_propose, &QPushButton::clicked, this, &FileMirrorDialog::takeProposal);
    connect(meant, &QPushButton::clicked, this, [this] {
        if (auto *mirror = selected()) {
            mirror->removeMuch();
        }
    });
    connect(back, &QPushButton::clicked, this, [this] {
        if (auto *mirror = selected()) {
            mirror->bringBack();
        }
    });
    return m_trouble;
}

void FileMirrorDialog::readNames()
{
    QList<ItemId> folders{m_source.folder};
    for (const auto all = m_mirrors->all(); const auto *mirror : all) {
        folders << mirror->setting().source.folder;
    }
    m_store
        ->read([folders](const Reader &reader) -> Result<QHash<ItemId, QString>> {
            QHash<ItemId, QString> names;
            for (const auto folder : folders) {
                const auto path = folder ? FileQuery::path(reader, folder) : Result<QList<FileRow>>();
                QStringList parts;
                for (const auto &row : path.value_or(QList<FileRow>())) {
                    parts << row.name;
                }
                names.insert(folder, parts.join(u'/'));
            }
            return names;
        })
        .then(this, [this](const Result<QHash<ItemId, QString>> &names) {
            if (names) {
                m_names = *names;
                follow();
            }
        });
}

QString FileMirrorDialog::titleOf(const FileTarget &folder) const
{
    const auto name = Words::withoutTricks(m_names.value(folder.folder));
    return folder.folder && !name.isEmpty() ? name : i18nc("@item the top folder of a server", "All files");
}

QString FileMirrorDialog::wordsOf(const FolderMirror *mirror) const
{
    const auto setting = mirror->setting();
    const auto status = mirror->status();
    auto words = i18nc("@item a two-way folder: on the server, on this computer", "%1 ↔ %2", titleOf(setting.source), QDir::toNativeSeparators(setting.path));
    words += u'\n' + stateWords(status);
    if (!status.problems.isEmpty()) {
        words += QStringLiteral(" · ") + i18ncp("@info", "%1 problem", "%1 problems", int(status.problems.size()));
    }
    return words;
}

void FileMirrorDialog::follow()
{
    const auto all = m_mirrors->all();
    const auto row = m_list->currentRow();
    while (m_list->count() > all.size()) {
        delete m_list->takeItem(m_list->count() - 1);
    }
    for (int i = 0; i < all.size(); ++i) {
        connect(all.at(i), &FolderMirror::statusChanged, this, &FileMirrorDialog::follow, Qt::UniqueConnection);
        if (i == m_list->count()) {
            new QListWidgetItem(QIcon::fromTheme(QStringLiteral("folder-sync"), QIcon::fromTheme(QStringLiteral("folder"))), {}, m_list);
        }
        const auto words = wordsOf(all.at(i));
        if (m_list->item(i)->text() != words) {
            m_list->item(i)->setText(words);
            m_list->item(i)->setData(Qt::AccessibleTextRole, QString(words).replace(u'\n', QLatin1StringView(", ")).replace(QStringLiteral(" ↔ "), i18nc("@info spoken between two folders", " and ")));
        }
    }
    if (m_list->count() > 0 && row < 0) {
        m_list->setCurrentRow(0);
    }
    updateProblems();
}

FolderMirror *FileMirrorDialog::selected() const
{
    return m_mirrors->all().value(m_list->currentRow());
}

void FileMirrorDialog::updateProblems()
{
    const auto *mirror = selected();
    const auto status = mirror ? mirror->status() : FolderMirror::Status();
    const auto row = m_problems->currentRow();
    m_problems->clear();
    for (const auto &problem : status.problems) {
        m_problems->addItem(Words::withoutTricks(i18nc("@item a file or folder: what is the matter with it", "%1: %2", problem.path, problem.sentence)));
    }
    m_problems->setVisible(!status.problems.isEmpty());
    m_problems->setCurrentRow(std::clamp(row, -1, int(status.problems.size()) - 1));
    m_question->setVisible(status.removals > 0);
    m_questionWords->setText(status.areRemovalsHere
                                 ? i18ncp("@info", "%1 file is gone on the server. Shall it be deleted here too?", "%1 files are gone on the server. Shall they be deleted here too?", status.removals)
                                 : i18ncp("@info", "%1 file is gone here. Shall it be deleted on the server too?", "%1 files are gone here. Shall they be deleted on the server too?", status.removals));
    m_trouble->setVisible(!status.problems.isEmpty() || status.removals > 0);
    update();
}

void FileMirrorDialog::update()
{
    const auto *mirror = selected();
    const bool isPaused = mirror && mirror->setting().isPaused;
    m_pause->setText(isPaused ? i18nc("@action:button", "&Resume") : i18nc("@action:button", "&Pause"));
    m_pause->setIcon(QIcon::fromTheme(isPaused ? QStringLiteral("media-playback-start") : QStringLiteral("media-playback-pause")));
    for (auto *button : {m_pause, m_look, m_remove}) {
        button->setEnabled(mirror);
    }
    m_ignored->setEnabled(mirror);
    if (!m_ignored->hasFocus()) {
        m_ignored->setText(mirror ? mirror->setting().ignored.join(QLatin1StringView("; ")) : QString());
    }
    m_add->setEnabled(bool(m_source.space));
    m_add->setToolTip(i18nc("@info:tooltip %1: a folder", "Keep “%1” in step with a folder of this computer", titleOf(m_source)).toHtmlEscaped());
    const auto problems = mirror ? mirror->status().problems : QList<FolderMirror::Problem>();
    const auto proposal = problems.value(m_problems->currentRow()).proposal;
    m_propose->setVisible(!proposal.isEmpty());
    const auto name = Words::withoutTricks(proposal);
    const auto shown = fontMetrics().elidedText(name, Qt::ElideMiddle, fontMetrics().averageCharWidth() * 48);
    m_propose->setText(i18nc("@action:button takes a proposed name", "Use “%1”", QString(shown).replace(u'&', QLatin1StringView("&&"))));
    m_propose->setAccessibleName(i18nc("@action:button takes a proposed name", "Use “%1”", name));
}

void FileMirrorDialog::takeIgnored()
{
    const auto *mirror = selected();
    if (!mirror) {
        return;
    }
    QStringList patterns;
    for (const auto all = m_ignored->text().split(u';', Qt::SkipEmptyParts); const auto &pattern : all) {
        if (!pattern.trimmed().isEmpty()) {
            patterns << pattern.trimmed();
        }
    }
    m_mirrors->setIgnored(mirror->setting().id, patterns);
}

void FileMirrorDialog::takeProposal()
{
    auto *mirror = selected();
    const auto problem = mirror ? mirror->status().problems.value(m_problems->currentRow()) : FolderMirror::Problem();
    if (problem.proposal.isEmpty()) {
        return;
    }
    mirror->rename(problem.path, problem.proposal).then(this, [this](const Result<void> &done) {
        if (!done) {
            tell(done.error().message);
        }
    });
}

void FileMirrorDialog::chooseFolder()
{
    auto *dialog = new QFileDialog(this, i18nc("@title:window %1: a folder", "Folder of This Computer for “%1”", titleOf(m_source)));
    dialog->setObjectName(QStringLiteral("mirrorFolder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &FileMirrorDialog::add);
    dialog->open();
}

void FileMirrorDialog::add(const QString &path)
{
    m_mirrors->add({.source = m_source, .path = path}).then(this, [this, path](const Result<qint64> &added) {
        tell(added ? i18nc("@info", "“%1” is kept in step from now on.", path) : added.error().message);
        follow();
    });
}

void FileMirrorDialog::tell(const QString &sentence)
{
    m_status->setText(sentence);
    Announcer::sayNow(this, sentence);
}

}
