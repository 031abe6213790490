// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/fileconflictpanel.h"

#include "files/filecontent.h"
#include "files/ui/fileconflictmodel.h"
#include "files/ui/filelauncher.h"
#include "files/ui/filerowdelegate.h"
#include "files/ui/filespane.h"
#include "files/ui/filetransfers.h"
#include "shell/announcer.h"
#include "shell/itemlistview.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QGroupBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace Kontor
{
namespace
{
QString versionWords(qint64 size, const QDateTime &modified)
{
    QStringList lines;
    if (modified.isValid()) {
        lines << i18nc("@info of a version of a file", "Changed %1", Words::longDate(modified));
    }
    if (size >= 0) {
        lines << Words::size(size);
    }
    return lines.join(u'\n');
}
}

FileConflictPanel::FileConflictPanel(FilesPane *pane)
    : QWidget(pane)
    , m_pane(pane)
    , m_model(new FileConflictModel(this))
    , m_list(new ItemListView({.spoken = FileConflictModel::SpokenRole}, this))
{
    setObjectName(QStringLiteral("conflictPanel"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_list->setObjectName(QStringLiteral("conflictList"));
    m_list->setAccessibleName(i18nc("@label", "Conflicts"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new FileRowDelegate(m_list));
    m_list->setHeaderHidden(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    layout->addWidget(m_list, 1);
    layout->addWidget(buildCard());
    connect(m_list, &ItemListView::rowsSelected, this, &FileConflictPanel::showCurrent);
    connect(m_list, &ItemListView::chosen, this, [this] {
        m_keepBoth->setFocus(Qt::OtherFocusReason);
    });
    connect(m_model, &QAbstractItemModel::dataChanged, this, &FileConflictPanel::showCurrent);
    showCurrent();
}

QWidget *FileConflictPanel::buildVersion(const QString &title, const char *name, QLabel **words, QPushButton **open)
{
    auto *box = new QGroupBox(title, this);
    auto *layout = new QVBoxLayout(box);
    *words = new QLabel(box);
    (*words)->setObjectName(QLatin1StringView(name));
    (*words)->setTextFormat(Qt::PlainText);
    (*words)->setWordWrap(true);
    (*words)->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    (*words)->setFocusPolicy(Qt::TabFocus);
    *open = new QPushButton(QIcon::fromTheme(QStringLiteral("document-open")), i18nc("@action:button shows one version of a file", "Open"), box);
    (*open)->setObjectName(QLatin1StringView(name) + QLatin1StringView("Open"));
    layout->addWidget(*words, 1);
    layout->addWidget(*open, 0, Qt::AlignLeading);
    return box;
}

QWidget *FileConflictPanel::buildCard()
{
    auto *card = new QWidget(this);
    card->setObjectName(QStringLiteral("conflictCard"));
    auto *layout = new QVBoxLayout(card);
    Metrics::apply(layout, this);
    layout->setContentsMargins(Metrics::margin(this), Metrics::margin(this), Metrics::margin(this), Metrics::margin(this));
    m_sentence = new QLabel(card);
    m_sentence->setObjectName(QStringLiteral("conflictSentence"));
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    layout->addWidget(m_sentence);
    m_sides = new QBoxLayout(QBoxLayout::LeftToRight);
    layout->addLayout(m_sides);
    m_sides->addWidget(buildVersion(i18nc("@title:group one of two versions", "Yours"), "conflictMine", &m_mine, &m_openMine), 1);
    m_sides->addWidget(buildVersion(i18nc("@title:group one of two versions", "On the Server"), "conflictTheirs", &m_theirs, &m_openTheirs), 1);
    m_openMine->setAccessibleName(i18nc("@action:button", "Open your version"));
    m_openTheirs->setAccessibleName(i18nc("@action:button", "Open the version on the server"));
    const auto button = [this, card](const char *name, const QString &text, Decision decision) {
        auto *made = new QPushButton(text, card);
        made->setObjectName(QLatin1StringView(name));
        connect(made, &QPushButton::clicked, this, [this, decision] {
            decide(decision);
        });
        return made;
    };
    m_keepMine = button("keepMine", i18nc("@action:button", "Keep &Mine"), Decision::Mine);
    m_keepBoth = button("keepBoth", i18nc("@action:button", "Keep &Both"), Decision::Both);
    m_keepTheirs = button("keepTheirs", i18nc("@action:button", "Keep the &Server's"), Decision::Theirs);
    m_choices = new QBoxLayout(QBoxLayout::LeftToRight);
    m_choices->addWidget(m_keepBoth);
    m_choices->addStretch(1);
    m_choices->addWidget(m_keepMine);
    m_choices->addWidget(m_keepTheirs);
    layout->addLayout(m_choices);
    connect(m_openMine, &QPushButton::clicked, this, &FileConflictPanel::openMine);
    connect(m_openTheirs, &QPushButton::clicked, this, &FileConflictPanel::openTheirs);
    return card;
}

void FileConflictPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool isNarrow = width() < fontMetrics().averageCharWidth() * 64;
    m_sides->setDirection(isNarrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_choices->setDirection(isNarrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

int FileConflictPanel::count() const
{
    return m_model->rowCount();
}

void FileConflictPanel::refresh()
{
    m_pane->parts().actions->conflicts().then(this, [this, number = ++m_readings](const Result<QList<FileConflict>> &conflicts) {
        if (number != m_readings || !conflicts) {
            return;
        }
        const bool hadFocus = m_list->hasFocus();
        m_model->setConflicts(*conflicts);
        if (m_wanted) {
            choose(m_wanted);
        }
        if (!m_list->currentIndex().isValid() && count() > 0) {
            m_list->setCurrentIndex(m_model->index(0));
        }
        showCurrent();
        if (count() > m_told) {
            Announcer::sayNow(m_pane, i18ncp("@info spoken", "%1 file waits for your decision", "%1 files wait for your decision", count()));
        }
        m_told = count();
        Q_EMIT countChanged(count());
        if (hadFocus && count() == 0) {
            m_pane->entrance()->setFocus(Qt::OtherFocusReason);
        }
    });
}

void FileConflictPanel::choose(ItemId item)
{
    m_wanted = item;
    const auto &conflicts = m_model->conflicts();
    const auto found = std::ranges::find(conflicts, item, &FileConflict::item);
    if (found != conflicts.end()) {
        m_list->setCurrentIndex(m_model->index(int(found - conflicts.begin())));
        m_wanted = {};
    }
}

std::optional<FileConflict> FileConflictPanel::current() const
{
    return m_model->conflict(m_list->currentIndex());
}

void FileConflictPanel::showCurrent()
{
    const auto conflict = current();
    for (auto *widget : {static_cast<QWidget *>(m_keepMine), static_cast<QWidget *>(m_keepBoth), static_cast<QWidget *>(m_keepTheirs)}) {
        widget->setEnabled(conflict.has_value());
    }
    if (!conflict) {
        m_sentence->clear();
        m_mine->clear();
        m_theirs->clear();
        m_openMine->setEnabled(false);
        m_openTheirs->setEnabled(false);
        return;
    }
    const bool hasContent = !conflict->mineKey.isEmpty();
    m_sentence->setText(conflict->sentence);
    m_mine->setText(hasContent ? versionWords(conflict->mineSize, conflict->mineModified) : i18nc("@info one side of a conflict", "Your change is not about the content."));
    m_theirs->setText(conflict->theirSize < 0 ? i18nc("@info one side of a conflict", "It no longer exists there.") : versionWords(conflict->theirSize, conflict->theirModified));
    m_mine->setAccessibleName(i18nc("@info spoken", "Yours: %1", QString(m_mine->text()).replace(u'\n', QLatin1StringView(", "))));
    m_theirs->setAccessibleName(i18nc("@info spoken", "On the server: %1", QString(m_theirs->text()).replace(u'\n', QLatin1StringView(", "))));
    m_openMine->setEnabled(hasContent && m_pane->parts().content);
    m_openTheirs->setEnabled(conflict->theirSize >= 0 && m_pane->parts().content);
    m_keepBoth->setEnabled(hasContent);
}

void FileConflictPanel::decide(Decision decision)
{
    const auto conflict = current();
    if (!conflict) {
        return;
    }
    auto *actions = m_pane->parts().actions;
    switch (decision) {
    case Decision::Both:
        actions->keepBoth(conflict->change);
        m_pane->notify(i18nc("@info", "Both versions of “%1” stay, yours beside the other.", conflict->name), Workbench::Tone::Success);
        break;
    case Decision::Mine:
        actions->keepMine(conflict->change);
        m_pane->notify(i18nc("@info", "Your version of “%1” stays.", conflict->name), Workbench::Tone::Success);
        break;
    case Decision::Theirs:
        actions->keepTheirs(conflict->change);
        m_pane->notify(i18nc("@info", "The server's version of “%1” stays.", conflict->name), Workbench::Tone::Success);
        break;
    }
    m_list->setFocus(Qt::OtherFocusReason);
}

void FileConflictPanel::openMine()
{
    if (const auto conflict = current()) {
        m_pane->launcher()->look(conflict->mineKey, conflict->name);
    }
}

void FileConflictPanel::openTheirs()
{
    const auto conflict = current();
    auto *content = m_pane->parts().content;
    if (!conflict || !content) {
        return;
    }
    const auto bringing = content->bringTheirs(conflict->item);
    m_pane->transfers()->add(i18nc("@info:progress", "Opening “%1”", Words::shortened(Words::withoutTricks(conflict->name))), bringing);
    QFuture<Result<FileContent::Here>>(bringing).then(this, [this](const Result<FileContent::Here> &here) {
        here ? m_pane->launcher()->look(here->key, here->name) : m_pane->notify(here.error());
    });
}

}
