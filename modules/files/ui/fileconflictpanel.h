// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileactions.h"

#include <QWidget>

class QBoxLayout;
class QLabel;
class QPushButton;

namespace Kontor
{

class FileConflictModel;
class FilesPane;
class ItemListView;

/// The conflicts: which there are, both versions of one with date and size, and what may be decided.
class FileConflictPanel : public QWidget
{
    Q_OBJECT
public:
    explicit FileConflictPanel(FilesPane *pane);

    void refresh();
    int count() const;
    ItemListView *list() const
    {
        return m_list;
    }
    FileConflictModel *model() const
    {
        return m_model;
    }
    void choose(ItemId item); ///< the conflict of a file

Q_SIGNALS:
    void countChanged(int count);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    enum class Decision { Both, Mine, Theirs };
    QWidget *buildCard();
    QWidget *buildVersion(const QString &title, const char *name, QLabel **words, QPushButton **open);
    void showCurrent();
    void decide(Decision decision);
    void openMine();
    void openTheirs();
    std::optional<FileConflict> current() const;

    FilesPane *m_pane;
    FileConflictModel *m_model;
    ItemListView *m_list;
    QLabel *m_sentence = nullptr;
    QBoxLayout *m_sides = nullptr;
    QBoxLayout *m_choices = nullptr;
    QLabel *m_mine = nullptr;
    QLabel *m_theirs = nullptr;
    QPushButton *m_openMine = nullptr;
    QPushButton *m_openTheirs = nullptr;
    QPushButton *m_keepMine = nullptr;
    QPushButton *m_keepBoth = nullptr;
    QPushButton *m_keepTheirs = nullptr;
    ItemId m_wanted{};
    quint64 m_readings = 0;
    int m_told = 0;
};

}
