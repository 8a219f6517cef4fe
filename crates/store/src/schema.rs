//! The tables, as the migrations make them; a test compares the two.

diesel::table! {
    services (code) {
        code -> Text,
        name -> Text,
        ods_code -> Nullable<Text>,
        nation -> Text,
        region -> Nullable<Text>,
        version -> BigInt,
        details_version -> BigInt,
        details_changed_at -> Nullable<Timestamp>,
        details_changed_by -> Nullable<Text>,
    }
}

diesel::table! {
    hip_fractures (service, year) {
        service -> Text,
        year -> Integer,
        fractures -> Integer,
    }
}

diesel::table! {
    patients (id) {
        id -> Text,
        service -> Text,
        created_version -> BigInt,
        nhs_number -> Nullable<Text>,
        nhs_number_absent_reason -> Nullable<Text>,
        local_record_number -> Nullable<Text>,
        date_of_birth -> Date,
        sex -> Nullable<Text>,
        postcode -> Nullable<Text>,
        ethnic_category -> Nullable<Text>,
        date_of_death -> Nullable<Date>,
        local_objection -> Bool,
        withdrawn_at -> Nullable<Timestamp>,
        withdrawn_by -> Nullable<Text>,
        withdrawn_reason -> Nullable<Text>,
        version -> BigInt,
        changed_at -> Timestamp,
        changed_by -> Text,
        changed_by_kind -> Text,
        machine_fields -> Text,
    }
}

diesel::table! {
    fractures (id) {
        id -> Text,
        patient_id -> Text,
        service -> Text,
        created_version -> BigInt,
        episode_version -> BigInt,
        diagnosed_on -> Date,
        found_by -> Nullable<Text>,
        site -> Nullable<Text>,
        second_site -> Nullable<Text>,
        third_site -> Nullable<Text>,
        care_home -> Nullable<Text>,
        first_contact_on -> Nullable<Date>,
        admitted -> Nullable<Text>,
        height_cm -> Nullable<Double>,
        weight_kg -> Nullable<Double>,
        previous_fracture -> Nullable<Text>,
        parent_hip_fracture -> Nullable<Text>,
        smoker -> Nullable<Text>,
        therapy_at_fracture -> Nullable<Text>,
        source_system -> Nullable<Text>,
        source_id -> Nullable<Text>,
        withdrawn_at -> Nullable<Timestamp>,
        withdrawn_by -> Nullable<Text>,
        withdrawn_reason -> Nullable<Text>,
        version -> BigInt,
        changed_at -> Timestamp,
        changed_by -> Text,
        changed_by_kind -> Text,
        machine_fields -> Text,
    }
}

diesel::table! {
    assessments (fracture_id) {
        fracture_id -> Text,
        assessed_on -> Nullable<Date>,
        outcome -> Nullable<Text>,
        dxa -> Nullable<Text>,
        dxa_not_ordered_reason -> Nullable<Text>,
        dxa_on -> Nullable<Date>,
        t_score -> Nullable<Double>,
        fracture_risk -> Nullable<Text>,
        risk_tool -> Nullable<Text>,
        risk_tool_version -> Nullable<Text>,
        risk_major_percent -> Nullable<Double>,
        risk_hip_percent -> Nullable<Double>,
        bone_therapy -> Text,
        calcium_vitamin_d -> Nullable<Text>,
        falls_assessment -> Nullable<Text>,
        two_falls -> Nullable<Text>,
        fear_of_falling -> Nullable<Text>,
        medication_risk -> Nullable<Text>,
        mobility -> Nullable<Text>,
        vision -> Nullable<Text>,
        toileting -> Nullable<Text>,
        cardiac -> Nullable<Text>,
        cognitive_impairment -> Nullable<Text>,
        falls_referrals -> Text,
        version -> BigInt,
        changed_at -> Timestamp,
        changed_by -> Text,
        changed_by_kind -> Text,
        machine_fields -> Text,
    }
}

diesel::table! {
    follow_ups (fracture_id, kind) {
        fracture_id -> Text,
        kind -> SmallInt,
        followed_up -> Nullable<Text>,
        followed_up_on -> Nullable<Date>,
        method -> Nullable<Text>,
        calcium_vitamin_d -> Nullable<Text>,
        therapy -> Nullable<Text>,
        exercise_started -> Nullable<Text>,
        refracture_count -> Nullable<SmallInt>,
        version -> BigInt,
        changed_at -> Timestamp,
        changed_by -> Text,
        changed_by_kind -> Text,
        machine_fields -> Text,
    }
}

diesel::table! {
    refractures (fracture_id, position) {
        fracture_id -> Text,
        position -> SmallInt,
        fractured_on -> Date,
        site -> Nullable<Text>,
    }
}

diesel::table! {
    findings (id) {
        id -> Text,
        fracture_id -> Text,
        service -> Text,
        field -> Text,
        code -> Text,
        message -> Text,
        accepted_at -> Nullable<Timestamp>,
        accepted_by -> Nullable<Text>,
        accepted_reason -> Nullable<Text>,
    }
}

diesel::table! {
    versions (id) {
        id -> Text,
        service -> Text,
        resource -> Text,
        resource_id -> Text,
        version_from -> BigInt,
        version_to -> BigInt,
        document -> Text,
    }
}

diesel::table! {
    audit_events (id) {
        id -> Text,
        at -> Timestamp,
        author_id -> Text,
        author_kind -> Text,
        request_id -> Text,
        service -> Nullable<Text>,
        action -> Text,
        resource -> Text,
        reference -> Nullable<Text>,
        patient_reference -> Nullable<Text>,
        fields -> Text,
    }
}

diesel::table! {
    users (id) {
        id -> Text,
        email -> Text,
        name -> Text,
        password_hash -> Text,
        failed_sign_ins -> Integer,
        locked_until -> Nullable<Timestamp>,
        created_at -> Timestamp,
        version -> BigInt,
        disabled_at -> Nullable<Timestamp>,
        changed_at -> Nullable<Timestamp>,
        changed_by -> Nullable<Text>,
    }
}

diesel::table! {
    grants (id) {
        id -> Text,
        user_id -> Text,
        role -> Text,
        service -> Nullable<Text>,
    }
}

diesel::table! {
    sessions (token_hash) {
        token_hash -> Text,
        family -> Text,
        user_id -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    clients (id) {
        id -> Text,
        service -> Text,
        name -> Text,
        scopes -> Text,
        keys -> Nullable<Text>,
        created_at -> Timestamp,
        disabled_at -> Nullable<Timestamp>,
        last_used_at -> Nullable<Timestamp>,
        version -> BigInt,
        changed_at -> Timestamp,
        changed_by -> Text,
    }
}

diesel::table! {
    client_secrets (id) {
        id -> Text,
        client_id -> Text,
        secret_hash -> Text,
        created_at -> Timestamp,
        expires_at -> Nullable<Timestamp>,
        last_used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    client_assertions (client_id, jti) {
        client_id -> Text,
        jti -> Text,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    imports (id) {
        id -> Text,
        service -> Nullable<Text>,
        filename -> Text,
        bytes -> BigInt,
        status -> Text,
        failure -> Nullable<Text>,
        rows_read -> BigInt,
        rows_total -> Nullable<BigInt>,
        report -> Text,
        blank -> Text,
        policy -> Nullable<Text>,
        created_at -> Timestamp,
        created_by -> Text,
        created_by_id -> Text,
        committed_at -> Nullable<Timestamp>,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    import_pieces (import_id, file, position) {
        import_id -> Text,
        file -> Text,
        position -> Integer,
        content -> Binary,
    }
}

diesel::table! {
    import_findings (import_id, position) {
        import_id -> Text,
        position -> Integer,
        row_number -> BigInt,
        heading -> Text,
        cell -> Text,
        code -> Text,
        level -> Text,
        message -> Text,
    }
}

diesel::table! {
    import_changes (import_id, position) {
        import_id -> Text,
        position -> Integer,
        row_number -> BigInt,
        patient_id -> Text,
        fracture_id -> Nullable<Text>,
        heading -> Text,
        stored -> Text,
        given -> Text,
    }
}

diesel::table! {
    import_rows (import_id, row_number) {
        import_id -> Text,
        row_number -> BigInt,
        content -> Text,
    }
}

diesel::table! {
    import_mends (import_id, row_number, heading) {
        import_id -> Text,
        row_number -> BigInt,
        heading -> Text,
        cell -> Text,
    }
}

diesel::table! {
    import_versions (import_id, service) {
        import_id -> Text,
        service -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    contact_details (patient_id) {
        patient_id -> Text,
        family_name -> Nullable<Text>,
        given_names -> Nullable<Text>,
        telephone -> Nullable<Text>,
        gp_practice -> Nullable<Text>,
        communication_needs -> Nullable<Text>,
        version -> BigInt,
        changed_at -> Timestamp,
        changed_by -> Text,
        changed_by_kind -> Text,
    }
}

diesel::table! {
    contact_attempts (id) {
        id -> Text,
        patient_id -> Text,
        attempted_at -> Timestamp,
        method -> Text,
        outcome -> Text,
        call_back_on -> Nullable<Date>,
        version -> BigInt,
        changed_at -> Timestamp,
        changed_by -> Text,
        changed_by_kind -> Text,
    }
}

diesel::table! {
    treatment_courses (id) {
        id -> Text,
        patient_id -> Text,
        drug -> Text,
        started_on -> Nullable<Date>,
        last_given_on -> Nullable<Date>,
        next_due_on -> Nullable<Date>,
        stopped_on -> Nullable<Date>,
        stop_reason -> Nullable<Text>,
        version -> BigInt,
        changed_at -> Timestamp,
        changed_by -> Text,
        changed_by_kind -> Text,
    }
}

diesel::table! {
    notes (id) {
        id -> Text,
        patient_id -> Text,
        content -> Text,
        version -> BigInt,
        changed_at -> Timestamp,
        changed_by -> Text,
        changed_by_kind -> Text,
    }
}

diesel::table! {
    letters (id) {
        id -> Text,
        patient_id -> Text,
        recipient -> Text,
        template -> Text,
        content -> Text,
        sent_on -> Nullable<Date>,
        version -> BigInt,
        changed_at -> Timestamp,
        changed_by -> Text,
        changed_by_kind -> Text,
    }
}

diesel::table! {
    letter_templates (service, kind) {
        service -> Text,
        kind -> Text,
        content -> Nullable<Text>,
        version -> BigInt,
        changed_at -> Timestamp,
        changed_by -> Text,
        changed_by_kind -> Text,
    }
}

diesel::table! {
    episode_facts (fracture_id) {
        fracture_id -> Text,
        service -> Text,
        version -> BigInt,
        facts -> Nullable<Binary>,
    }
}

diesel::table! {
    deprivations (postcode) {
        postcode -> Text,
        deprivation -> SmallInt,
    }
}

diesel::table! {
    baselines (id) {
        id -> Text,
        service -> Nullable<Text>,
        kpi_set -> Text,
        kpi -> SmallInt,
        from_month -> Date,
        reason -> Text,
        created_at -> Timestamp,
        created_by -> Text,
        created_by_id -> Text,
        removed_at -> Nullable<Timestamp>,
        removed_by -> Nullable<Text>,
        removed_reason -> Nullable<Text>,
    }
}

diesel::table! {
    password_links (token_hash) {
        token_hash -> Text,
        user_id -> Text,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    periods (service, year, version) {
        service -> Text,
        year -> Integer,
        version -> BigInt,
        locked -> Bool,
        reason -> Nullable<Text>,
        changed_at -> Timestamp,
        changed_by -> Text,
        changed_by_id -> Text,
    }
}

diesel::table! {
    settings (name) {
        name -> Text,
        content -> Text,
    }
}

diesel::table! {
    idempotency_keys (author_id, idempotency_key) {
        author_id -> Text,
        idempotency_key -> Text,
        request_hash -> Text,
        status -> Nullable<Integer>,
        body -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    reports (id) {
        id -> Text,
        version -> BigInt,
        kind -> Text,
        whole -> Bool,
        title -> Text,
        query -> Text,
        set_version -> Text,
        definition_hash -> Text,
        data_version -> BigInt,
        software -> Text,
        disclosure -> Text,
        digest -> Text,
        public_digest -> Nullable<Text>,
        frozen_at -> Timestamp,
        frozen_by -> Text,
        frozen_by_id -> Text,
        shared_at -> Nullable<Timestamp>,
        shared_by -> Nullable<Text>,
        answer_by -> Nullable<Date>,
        published_at -> Nullable<Timestamp>,
        published_by -> Nullable<Text>,
        document -> Binary,
        public_document -> Nullable<Binary>,
    }
}

diesel::table! {
    report_services (report_id, service) {
        report_id -> Text,
        service -> Text,
    }
}

diesel::table! {
    report_flags (report_id, service, kpi) {
        report_id -> Text,
        service -> Text,
        kpi -> SmallInt,
        flag -> Text,
    }
}

diesel::table! {
    report_answers (report_id, service) {
        report_id -> Text,
        service -> Text,
        version -> BigInt,
        answer -> Text,
        answered_at -> Timestamp,
        answered_by -> Text,
    }
}

diesel::table! {
    resources (id) {
        id -> Text,
        title -> Text,
        description -> Text,
        audiences -> Text,
        link -> Nullable<Text>,
        dated_on -> Date,
        document -> Nullable<Binary>,
        document_bytes -> Nullable<BigInt>,
        version -> BigInt,
        changed_at -> Timestamp,
        changed_by -> Text,
    }
}

diesel::table! {
    registrations (id) {
        id -> Text,
        service_name -> Text,
        nation -> Text,
        contact_name -> Text,
        email -> Text,
        message -> Nullable<Text>,
        sent_at -> Timestamp,
        state -> Text,
        reason -> Nullable<Text>,
        version -> BigInt,
        changed_at -> Timestamp,
        changed_by -> Text,
    }
}

diesel::table! {
    receipts (id) {
        id -> Text,
        service -> Text,
        sender_id -> Text,
        received_on -> Date,
        diagnosed_on -> Nullable<Date>,
        created -> BigInt,
        updated -> BigInt,
        unchanged -> BigInt,
        rejected -> BigInt,
    }
}

diesel::table! {
    refused_messages (id) {
        id -> Text,
        service -> Text,
        digest -> Text,
        first_at -> Timestamp,
        last_at -> Timestamp,
        attempts -> BigInt,
        sender -> Text,
        request_id -> Text,
        document -> Text,
        findings -> Text,
        nhs_number -> Nullable<Text>,
        local_record_number -> Nullable<Text>,
        diagnosed_on -> Nullable<Date>,
        source_system -> Nullable<Text>,
        source_id -> Nullable<Text>,
        settled_at -> Nullable<Timestamp>,
        settled_by -> Nullable<Text>,
        settled_reason -> Nullable<Text>,
    }
}

diesel::table! {
    identity_events (id) {
        id -> Text,
        service -> Text,
        kind -> Text,
        version -> Nullable<BigInt>,
        patient_id -> Text,
        merged_id -> Nullable<Text>,
        episodes -> BigInt,
        moved -> Text,
        told_at -> Timestamp,
        told_by -> Text,
        undone_at -> Nullable<Timestamp>,
        undone_by -> Nullable<Text>,
    }
}

diesel::table! {
    opt_out_checks (id) {
        id -> Text,
        service -> Nullable<Text>,
        started_at -> Timestamp,
        started_by -> Text,
        sent -> BigInt,
        cleaned_at -> Nullable<Timestamp>,
        cleaned_by -> Nullable<Text>,
        digest -> Nullable<Text>,
        returned -> Nullable<BigInt>,
        expires_on -> Date,
    }
}

diesel::table! {
    opt_out_numbers (check_id, nhs_number) {
        check_id -> Text,
        nhs_number -> Text,
        taken_out -> Bool,
    }
}

diesel::table! {
    opt_out_waiting (nhs_number) {
        nhs_number -> Text,
        since -> Timestamp,
    }
}

diesel::table! {
    submissions (id) {
        id -> Text,
        service -> Text,
        layout -> Text,
        layout_version -> Text,
        name -> Text,
        state -> Text,
        version -> BigInt,
        changed_at -> Timestamp,
        changed_by -> Text,
        started_at -> Timestamp,
        started_by -> Text,
        send_by -> Nullable<Date>,
        new_records -> BigInt,
        changed_records -> BigInt,
        deletions -> BigInt,
        unchanged -> BigInt,
        opted_out -> BigInt,
        objecting -> BigInt,
        unchecked -> BigInt,
        headings -> Text,
        key_headings -> Text,
        records_digest -> Text,
        deletions_digest -> Text,
        rejected -> Nullable<BigInt>,
        rejects_digest -> Nullable<Text>,
        rejects_at -> Nullable<Timestamp>,
        rejects_by -> Nullable<Text>,
        superseded_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    submission_rows (submission_id, position) {
        submission_id -> Text,
        position -> Integer,
        fracture_id -> Text,
        row_key -> Text,
        content -> Text,
        record_version -> BigInt,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    submission_deletions (submission_id, position) {
        submission_id -> Text,
        position -> Integer,
        fracture_id -> Text,
        row_key -> Text,
    }
}

diesel::table! {
    submission_holdings (layout, fracture_id) {
        layout -> Text,
        fracture_id -> Text,
        service -> Text,
        row_key -> Text,
        digest -> Text,
    }
}

diesel::joinable!(submission_rows -> submissions (submission_id));
diesel::joinable!(fractures -> patients (patient_id));
diesel::joinable!(contact_attempts -> patients (patient_id));
diesel::joinable!(treatment_courses -> patients (patient_id));
diesel::joinable!(grants -> users (user_id));
diesel::joinable!(episode_facts -> fractures (fracture_id));
diesel::joinable!(findings -> fractures (fracture_id));
diesel::joinable!(assessments -> fractures (fracture_id));

diesel::allow_tables_to_appear_in_same_query!(
    assessments,
    contact_attempts,
    contact_details,
    deprivations,
    episode_facts,
    findings,
    follow_ups,
    fractures,
    grants,
    patients,
    services,
    treatment_courses,
    users,
    versions
);
diesel::allow_tables_to_appear_in_same_query!(reports, report_services);
diesel::allow_tables_to_appear_in_same_query!(opt_out_checks, opt_out_numbers);
diesel::allow_tables_to_appear_in_same_query!(opt_out_numbers, patients);
diesel::allow_tables_to_appear_in_same_query!(opt_out_numbers, opt_out_waiting);
diesel::allow_tables_to_appear_in_same_query!(submissions, submission_rows, submission_deletions);
