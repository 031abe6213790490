// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/mirror/foldermirror.h"

#include <QDialog>
#include <QHash>

class QGroupBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace Kontor
{

/// The two-way folders: which there are and how they are, what could not be kept in step and why; new ones.
class FileMirrorDialog : public QDialog
{
    Q_OBJECT
public:
    /// \p source: the folder a new one would be for.
    FileMirrorDialog(FolderMirrors *mirrors, std::shared_ptr<Store> store, const FileTarget &source, QWidget *parent);

    void add(const QString &path); ///< the chosen folder of this machine

private:
    void build();
    QWidget *buildProblems();
    void readNames();
    void follow();
    void update();
    void updateProblems();
    void chooseFolder();
    void takeProposal();
    void takeIgnored();
    FolderMirror *selected() const;
    QString titleOf(const FileTarget &folder) const;
    QString wordsOf(const FolderMirror *mirror) const;
    void tell(const QString &sentence);

    FolderMirrors *m_mirrors;
    std::shared_ptr<Store> m_store;
    FileTarget m_source;
    QListWidget *m_list;
    QLabel *m_status;
    QLineEdit *m_ignored;
    QPushButton *m_add;
    QPushButton *m_pause;
    QPushButton *m_look;
    QPushButton *m_remove;
    QGroupBox *m_trouble;
    QListWidget *m_problems;
    QPushButton *m_propose;
    QWidget *m_question;
    QLabel *m_questionWords;
    QHash<ItemId, QString> m_names; ///< paths of folders
};

}
