// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "files/fileactions.h"
#include "shell/workbench.h"
#include "store/store.h"

#include <QStringList>
#include <QUrl>

#include <functional>
#include <memory>

namespace Kontor
{

class FileContent;
class FileServices;
class FolderMirrors;
class OpenCopies;

/// What the files pane needs from the application; handed down, nothing is global. What is null is not offered.
struct FilesParts {
    std::shared_ptr<Store> store;
    std::shared_ptr<Outbox> outbox;
    FileActions *actions = nullptr;
    FileContent *content = nullptr;
    OpenCopies *copies = nullptr;
    FileServices *services = nullptr;
    FolderMirrors *mirrors = nullptr;
    Workbench *workbench = nullptr;
    std::function<QList<Account>()> accounts{};
    std::function<bool(AccountId)> isReachable{}; ///< none: taken for reachable

    /// The folder the user looks at, whose news are to come first.
    std::function<void(const FileTarget &)> focusFolder{};

    /// Begins a message with these files. They lie there for as long as \p keep does. None: Workbench::composeWith().
    std::function<void(const QStringList &paths, const std::shared_ptr<void> &keep)> attachToMail{};

    /// Shows a page of the web office; none: in the browser.
    std::function<void(const QUrl &page, const QString &title)> showWebOffice{};

    /// Opens a local file with a program: the desktop's own choice, or one that is asked for. None: KIO.
    enum class Program { Usual, Asked };
    std::function<void(const QString &path, Program program)> launch{};
};

}
