# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# kontor_module(name RANK n SOURCES … [USES module…] [LIBS target…] [SCHEMA file.sql…] [UI])
#   One static library kontor_<name> in the current directory. A module may use only modules of
#   a lower rank; anything else stops the configure step.
#   UI marks a target that links Widgets (a module's ui/ folder, the shell, the app).
#
# kontor_test(name SOURCES … [USES module…] [LIBS target…] [LABELS label…] [TIMEOUT seconds])
#   One Qt Test executable, registered with ctest under <name>.

function(kontor_module name)
    cmake_parse_arguments(M "UI" "RANK" "SOURCES;USES;LIBS;SCHEMA" ${ARGN})
    if(NOT DEFINED M_RANK)
        message(FATAL_ERROR "kontor_module(${name}): RANK is missing")
    endif()
    set(target kontor_${name})
    add_library(${target} STATIC ${M_SOURCES})
    set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
    target_precompile_headers(${target} REUSE_FROM kontor_precompiled)
    set_property(GLOBAL PROPERTY KONTOR_RANK_${name} ${M_RANK})
    set_property(GLOBAL APPEND PROPERTY KONTOR_MODULES ${name})
    target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/modules)
    foreach(used IN LISTS M_USES)
        get_property(used_rank GLOBAL PROPERTY KONTOR_RANK_${used})
        if(used_rank STREQUAL "")
            message(FATAL_ERROR "${name} uses ${used}, which is not defined (yet): only lower ranks may be used")
        endif()
        # mail_ui and mail_protocol are rooms of mail: they share its rank and may meet.
        string(REGEX REPLACE "_.*" "" family ${name})
        string(REGEX REPLACE "_.*" "" used_family ${used})
        if(NOT used_rank LESS M_RANK AND NOT family STREQUAL used_family)
            message(FATAL_ERROR "layering: ${name} (rank ${M_RANK}) must not use ${used} (rank ${used_rank})")
        endif()
        target_link_libraries(${target} PUBLIC kontor_${used})
    endforeach()
    target_link_libraries(${target} PUBLIC Qt6::Core ${M_LIBS})
    if(M_UI)
        target_link_libraries(${target} PUBLIC Qt6::Widgets)
    endif()
    foreach(sql IN LISTS M_SCHEMA)
        kontor_embed_schema(${target} ${name} ${sql})
    endforeach()
endfunction()

# Embeds schema files as Qt resources below :/kontor/schema/<module>/.
function(kontor_embed_schema target name sql)
    get_filename_component(base ${sql} NAME)
    set_source_files_properties(${sql} PROPERTIES QT_RESOURCE_ALIAS ${base})
    string(MAKE_C_IDENTIFIER ${name}_${base} id)
    qt_add_resources(${target} schema_${id} PREFIX /kontor/schema/${name} FILES ${sql})
endfunction()

function(kontor_test name)
    cmake_parse_arguments(T "" "TIMEOUT" "SOURCES;USES;LIBS;LABELS" ${ARGN})
    add_executable(${name} ${T_SOURCES})
    target_precompile_headers(${name} REUSE_FROM kontor_precompiled)
    foreach(used IN LISTS T_USES)
        target_link_libraries(${name} PRIVATE kontor_${used})
    endforeach()
    target_link_libraries(${name} PRIVATE Qt6::Test kontor_testsupport ${T_LIBS})
    target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    target_compile_definitions(${name} PRIVATE KONTOR_SOURCE_DIR="${CMAKE_SOURCE_DIR}" KONTOR_BINARY_DIR="${CMAKE_BINARY_DIR}")
    add_test(NAME ${name} COMMAND ${name})
    if(NOT T_TIMEOUT)
        set(T_TIMEOUT 300)
    endif()
    # The long ones begin first. Qt's own debugger run after a crash would take minutes.
    set_tests_properties(${name} PROPERTIES LABELS "${T_LABELS}" TIMEOUT ${T_TIMEOUT} COST ${T_TIMEOUT}
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QTEST_FUNCTION_TIMEOUT=${T_TIMEOUT}000;QTEST_DISABLE_STACK_DUMP=1")
endfunction()
