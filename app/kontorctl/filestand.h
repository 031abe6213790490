// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileactions.h"
#include "files/filecontent.h"
#include "files/filelistmodel.h"
#include "profile.h"

#include <memory>

namespace Kontor
{

/// What the commands about files work with: one space of a profile, found by the account, and paths in it. Blocks.
class FileStand
{
public:
    explicit FileStand(Profile &profile);
    ~FileStand();
    Q_DISABLE_COPY_MOVE(FileStand)

    /// The space of an account's address; without one the only space there is. NotFound says what to do.
    Result<void> choose(const QString &account);

    /// Without slashes at the ends and double ones.
    static QString clean(const QString &path);

    Result<FileRow> find(const QString &path);
    Result<FileTarget> target(const QString &folder); ///< "": the top; NotFound unless it is a folder

    Profile &profile();
    FileActions &actions(); ///< needs a profile that may be written
    FileContent &content();
    QStringList problems() const; ///< what actions told besides their answers

    /// Content that is here, fetched from the server first if need be.
    Result<FileContent::Here> bring(ItemId item);

    /// Lets what was begun come to its end.
    void settle();

private:
    Profile &m_profile;
    CollectionId m_space{};
    std::unique_ptr<FileActions> m_actions;
    std::unique_ptr<FileContent> m_content;
    QStringList m_problems;
};

}
