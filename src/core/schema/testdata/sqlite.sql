PRAGMA application_id = 1415805547;
PRAGMA user_version = 1;
CREATE TABLE "counter" (
    "one" INTEGER PRIMARY KEY CHECK ("one" = 1),
    "seq" INTEGER NOT NULL,
    "catalogue_version" INTEGER NOT NULL,
    "rights_version" INTEGER NOT NULL,
    "session_version" INTEGER NOT NULL,
    "file_version" INTEGER NOT NULL,
    "text_version" INTEGER NOT NULL,
    "epoch" BLOB NOT NULL
) STRICT;
CREATE TABLE "number_of" (
    "number" INTEGER PRIMARY KEY,
    "entity" TEXT NOT NULL,
    "field" TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX "number_of_entity_field_93868ac0" ON "number_of" ("entity", "field");
CREATE TABLE "journal_operation" (
    "row" INTEGER PRIMARY KEY,
    "op" BLOB NOT NULL UNIQUE,
    "first_seq" INTEGER NOT NULL,
    "records" INTEGER NOT NULL,
    "at" INTEGER NOT NULL,
    "actor" BLOB NOT NULL,
    "on_behalf_of" BLOB,
    "device" TEXT,
    "batch" BLOB,
    "via" INTEGER NOT NULL,
    "code" TEXT,
    "reasons" TEXT
) STRICT;
CREATE INDEX "journal_operation_batch_dc240abc" ON "journal_operation" ("batch") WHERE "batch" IS NOT NULL;
CREATE TABLE "journal" (
    "seq" INTEGER PRIMARY KEY,
    "operation" INTEGER NOT NULL,
    "entity" INTEGER NOT NULL,
    "record" INTEGER NOT NULL,
    "kind" INTEGER NOT NULL,
    "fields" BLOB NOT NULL
) STRICT;
CREATE INDEX "journal_entity_record_seq_887ae1f9" ON "journal" ("entity", "record", "seq");
CREATE TABLE "search_term" (
    "term" TEXT NOT NULL,
    "class" INTEGER NOT NULL,
    "name_sort" BLOB NOT NULL,
    "entity" INTEGER NOT NULL,
    "record" INTEGER NOT NULL,
    PRIMARY KEY ("term", "class", "name_sort", "entity", "record")
) WITHOUT ROWID, STRICT;
CREATE TABLE "session" (
    "token_hash" BLOB NOT NULL,
    "user" BLOB NOT NULL,
    "created_at" INTEGER NOT NULL,
    "last_seen_at" INTEGER NOT NULL,
    "expires_at" INTEGER NOT NULL,
    "address" TEXT NOT NULL,
    "agent" TEXT NOT NULL,
    PRIMARY KEY ("token_hash")
) WITHOUT ROWID, STRICT;
CREATE INDEX "session_user_1c728552" ON "session" ("user");
CREATE TABLE "session_view" (
    "token_hash" BLOB NOT NULL,
    "viewer" BLOB NOT NULL,
    "as" BLOB NOT NULL,
    "is_group" INTEGER NOT NULL,
    "began_at" INTEGER NOT NULL,
    "ends_at" INTEGER NOT NULL,
    PRIMARY KEY ("token_hash")
) WITHOUT ROWID, STRICT;
CREATE TABLE "credential" (
    "user" BLOB NOT NULL,
    "encoded" TEXT NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "totp_secret" BLOB,
    "totp_step" INTEGER,
    PRIMARY KEY ("user")
) WITHOUT ROWID, STRICT;
CREATE TABLE "recovery_code" (
    "user" BLOB NOT NULL,
    "hash" BLOB NOT NULL,
    PRIMARY KEY ("user", "hash")
) WITHOUT ROWID, STRICT;
CREATE TABLE "api_token" (
    "token_hash" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "user" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "may_write" INTEGER NOT NULL,
    "made_at" INTEGER NOT NULL,
    "expires_at" INTEGER NOT NULL,
    "last_used_at" INTEGER NOT NULL,
    PRIMARY KEY ("token_hash")
) WITHOUT ROWID, STRICT;
CREATE INDEX "api_token_user_7174d1bc" ON "api_token" ("user");
CREATE TABLE "invitation" (
    "token_hash" BLOB NOT NULL,
    "user" BLOB NOT NULL,
    "made_by" BLOB NOT NULL,
    "made_at" INTEGER NOT NULL,
    "expires_at" INTEGER NOT NULL,
    PRIMARY KEY ("token_hash")
) WITHOUT ROWID, STRICT;
CREATE INDEX "invitation_user_87656369" ON "invitation" ("user");
CREATE TABLE "user_seen" (
    "user" BLOB NOT NULL,
    "at" INTEGER NOT NULL,
    PRIMARY KEY ("user")
) WITHOUT ROWID, STRICT;
CREATE TABLE "audit" (
    "row" INTEGER PRIMARY KEY,
    "at" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "user" BLOB,
    "actor" BLOB,
    "address" TEXT NOT NULL,
    "detail" TEXT NOT NULL
) STRICT;
CREATE INDEX "audit_at_d3fe37a5" ON "audit" ("at");
CREATE TABLE "import_progress" (
    "batch" BLOB NOT NULL,
    "chunk" INTEGER NOT NULL,
    PRIMARY KEY ("batch", "chunk")
) WITHOUT ROWID, STRICT;
CREATE TABLE "job" (
    "id" BLOB NOT NULL,
    "kind" TEXT NOT NULL,
    "user" BLOB,
    "state" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "parameters" TEXT NOT NULL,
    "done" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "kept" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "reasons" TEXT NOT NULL,
    "tries" INTEGER NOT NULL,
    "is_cancelled" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    "started_at" INTEGER,
    "finished_at" INTEGER,
    PRIMARY KEY ("id")
) WITHOUT ROWID, STRICT;
CREATE INDEX "job_state_d0db1b48" ON "job" ("state", "id");
CREATE TABLE "upload" (
    "id" BLOB NOT NULL,
    "user" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "received" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    PRIMARY KEY ("id")
) WITHOUT ROWID, STRICT;
CREATE INDEX "upload_user_64111443" ON "upload" ("user");
CREATE TABLE "territory" (
    "row" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE,
    "rev" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    "created_by" BLOB NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "changed_by" BLOB NOT NULL,
    "deleted_at" INTEGER,
    "name" TEXT,
    "name_fold" BLOB,
    "name_sort" BLOB,
    "manager" BLOB REFERENCES "user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "parent" BLOB REFERENCES "territory" ("id") DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX "territory_name_sort_31381828" ON "territory" ("name_sort", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "territory_manager_37f618c7" ON "territory" ("manager", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "territory_parent_76afd27a" ON "territory" ("parent", "id") WHERE "deleted_at" IS NULL;
CREATE TABLE "user" (
    "row" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE,
    "rev" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    "created_by" BLOB NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "changed_by" BLOB NOT NULL,
    "deleted_at" INTEGER,
    "login" TEXT,
    "login_fold" BLOB,
    "name" TEXT,
    "name_fold" BLOB,
    "name_sort" BLOB,
    "is_active" INTEGER
) STRICT;
CREATE UNIQUE INDEX "user_login_293aca7a" ON "user" ("login") WHERE "deleted_at" IS NULL;
CREATE INDEX "user_name_sort_8d846ce7" ON "user" ("name_sort", "id") WHERE "deleted_at" IS NULL;
CREATE TABLE "user_territories" (
    "owner" BLOB NOT NULL REFERENCES "user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "target" BLOB NOT NULL REFERENCES "territory" ("id") DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY ("owner", "target")
) WITHOUT ROWID, STRICT;
CREATE INDEX "user_territories_target_owner_399030bb" ON "user_territories" ("target", "owner");
CREATE TABLE "company" (
    "row" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE,
    "rev" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    "created_by" BLOB NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "changed_by" BLOB NOT NULL,
    "deleted_at" INTEGER,
    "name" TEXT,
    "name_fold" BLOB,
    "name_sort" BLOB,
    "short_name" TEXT,
    "short_name_fold" BLOB,
    "short_name_sort" BLOB,
    "kind" TEXT,
    "tier" INTEGER,
    "tax_id" TEXT,
    "tax_id_fold" BLOB,
    "status" TEXT,
    "interests" TEXT,
    "address_street" TEXT,
    "address_street_fold" BLOB,
    "address_postal_code" TEXT,
    "address_city" TEXT,
    "address_city_fold" BLOB,
    "address_city_sort" BLOB,
    "address_region" TEXT,
    "address_country" TEXT,
    "mailing_address_street" TEXT,
    "mailing_address_street_fold" BLOB,
    "mailing_address_postal_code" TEXT,
    "mailing_address_city" TEXT,
    "mailing_address_city_fold" BLOB,
    "mailing_address_city_sort" BLOB,
    "mailing_address_region" TEXT,
    "mailing_address_country" TEXT,
    "email" TEXT,
    "email_fold" BLOB,
    "language" TEXT,
    "founded_on" INTEGER,
    "visited_at" INTEGER,
    "is_key" INTEGER,
    "territory" BLOB REFERENCES "territory" ("id") DEFERRABLE INITIALLY DEFERRED,
    "owner" BLOB REFERENCES "user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "group_parent" BLOB REFERENCES "company" ("id") DEFERRABLE INITIALLY DEFERRED,
    "level" TEXT,
    "bank_account" TEXT,
    "credit_limit" INTEGER,
    "currency" TEXT,
    "discount" INTEGER,
    "notes" TEXT,
    "turnover" INTEGER NOT NULL DEFAULT 0,
    "open_total" INTEGER NOT NULL DEFAULT 0,
    "activity_count" INTEGER NOT NULL DEFAULT 0,
    "last_contact_at" INTEGER,
    "merged_into" BLOB REFERENCES "company" ("id") DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX "company_owner_name_sort_f61fd5c0" ON "company" ("owner", "name_sort", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "company_territory_name_sort_526405b3" ON "company" ("territory", "name_sort", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "company_name_sort_513830d1" ON "company" ("name_sort", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "company_short_name_sort_4041a2a0" ON "company" ("short_name_sort", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "company_tier_867145c9" ON "company" ("tier", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "company_tax_id_3f52fdba" ON "company" ("tax_id", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "company_status_09cbdd1b" ON "company" ("status", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "company_address_city_sort_0089864a" ON "company" ("address_city_sort", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "company_mailing_address_city_sort_4aa86e40" ON "company" ("mailing_address_city_sort", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "company_group_parent_aed2e32d" ON "company" ("group_parent", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "company_merged_into_a182418e" ON "company" ("merged_into") WHERE "merged_into" IS NOT NULL;
CREATE TABLE "company_turnover_by_month" (
    "parent" BLOB NOT NULL,
    "key1" INTEGER NOT NULL,
    "key2" BLOB NOT NULL,
    "value" INTEGER NOT NULL,
    PRIMARY KEY ("parent", "key1", "key2")
) WITHOUT ROWID, STRICT;
CREATE TABLE "person" (
    "row" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE,
    "rev" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    "created_by" BLOB NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "changed_by" BLOB NOT NULL,
    "deleted_at" INTEGER,
    "first_name" TEXT,
    "first_name_fold" BLOB,
    "last_name" TEXT,
    "last_name_fold" BLOB,
    "last_name_sort" BLOB,
    "email" TEXT,
    "email_fold" BLOB,
    "phone" TEXT,
    "phone_fold" BLOB,
    "born_on" INTEGER,
    "merged_into" BLOB REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX "person_last_name_sort_c993f5fe" ON "person" ("last_name_sort", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "person_merged_into_32fca48a" ON "person" ("merged_into") WHERE "merged_into" IS NOT NULL;
CREATE TABLE "employment" (
    "row" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE,
    "rev" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    "created_by" BLOB NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "changed_by" BLOB NOT NULL,
    "deleted_at" INTEGER,
    "person" BLOB REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
    "company" BLOB REFERENCES "company" ("id") DEFERRABLE INITIALLY DEFERRED,
    "position" TEXT,
    "position_fold" BLOB,
    "valid_from" INTEGER,
    "valid_to" INTEGER,
    "is_primary" INTEGER
) STRICT;
CREATE UNIQUE INDEX "employment_person_1c40e843" ON "employment" ("person") WHERE "deleted_at" IS NULL AND "is_primary" = 1;
CREATE INDEX "employment_person_4f083a0d" ON "employment" ("person", "id");
CREATE INDEX "employment_company_756ac701" ON "employment" ("company", "id") WHERE "deleted_at" IS NULL;
CREATE TABLE "supply" (
    "row" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE,
    "rev" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    "created_by" BLOB NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "changed_by" BLOB NOT NULL,
    "deleted_at" INTEGER,
    "supplier" BLOB REFERENCES "company" ("id") DEFERRABLE INITIALLY DEFERRED,
    "customer" BLOB REFERENCES "company" ("id") DEFERRABLE INITIALLY DEFERRED,
    "since" INTEGER,
    "annual_value" INTEGER
) STRICT;
CREATE INDEX "supply_supplier_77d9ced3" ON "supply" ("supplier", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "supply_customer_0472e36b" ON "supply" ("customer", "id") WHERE "deleted_at" IS NULL;
CREATE TABLE "activity" (
    "row" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE,
    "rev" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    "created_by" BLOB NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "changed_by" BLOB NOT NULL,
    "deleted_at" INTEGER,
    "kind" TEXT,
    "happened_at" INTEGER,
    "company" BLOB REFERENCES "company" ("id") DEFERRABLE INITIALLY DEFERRED,
    "person" BLOB REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
    "user" BLOB REFERENCES "user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "subject" TEXT,
    "subject_fold" BLOB,
    "subject_sort" BLOB,
    "body" TEXT
) STRICT;
CREATE INDEX "activity_happened_at_490939da" ON "activity" ("happened_at", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "activity_company_286c3efa" ON "activity" ("company", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "activity_person_6bbeebd8" ON "activity" ("person", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "activity_user_3a93f1d6" ON "activity" ("user", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "activity_subject_sort_bae6ea3c" ON "activity" ("subject_sort", "id") WHERE "deleted_at" IS NULL;
CREATE TABLE "deal" (
    "row" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE,
    "rev" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    "created_by" BLOB NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "changed_by" BLOB NOT NULL,
    "deleted_at" INTEGER,
    "number" TEXT,
    "number_fold" BLOB,
    "title" TEXT,
    "title_fold" BLOB,
    "title_sort" BLOB,
    "company" BLOB REFERENCES "company" ("id") DEFERRABLE INITIALLY DEFERRED,
    "stage" TEXT,
    "value" INTEGER,
    "owner" BLOB REFERENCES "user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "due_on" INTEGER
) STRICT;
CREATE UNIQUE INDEX "deal_number_e4221673" ON "deal" ("number") WHERE "deleted_at" IS NULL;
CREATE INDEX "deal_title_sort_fbfba403" ON "deal" ("title_sort", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "deal_company_e66342a5" ON "deal" ("company", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "deal_owner_88304089" ON "deal" ("owner", "id") WHERE "deleted_at" IS NULL;
CREATE TABLE "deal_participants" (
    "owner" BLOB NOT NULL REFERENCES "deal" ("id") DEFERRABLE INITIALLY DEFERRED,
    "target" BLOB NOT NULL REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY ("owner", "target")
) WITHOUT ROWID, STRICT;
CREATE INDEX "deal_participants_target_owner_ca06fd92" ON "deal_participants" ("target", "owner");
CREATE TABLE "invoice" (
    "row" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE,
    "rev" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    "created_by" BLOB NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "changed_by" BLOB NOT NULL,
    "deleted_at" INTEGER,
    "company" BLOB REFERENCES "company" ("id") DEFERRABLE INITIALLY DEFERRED,
    "number" TEXT,
    "number_fold" BLOB,
    "number_sort" BLOB,
    "status" TEXT,
    "issued_on" INTEGER,
    "sold_on" INTEGER,
    "due_on" INTEGER,
    "currency" TEXT,
    "rate" INTEGER,
    "net" INTEGER,
    "vat" INTEGER,
    "salesperson" BLOB REFERENCES "user" ("id") DEFERRABLE INITIALLY DEFERRED,
    "corrects" BLOB REFERENCES "invoice" ("id") DEFERRABLE INITIALLY DEFERRED,
    "lines_net" INTEGER NOT NULL DEFAULT 0,
    "paid_amount" INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "invoice_company_40de46f6" ON "invoice" ("company", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "invoice_number_sort_f8cd00b7" ON "invoice" ("number_sort", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "invoice_issued_on_a55d5e5e" ON "invoice" ("issued_on", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "invoice_sold_on_37d91f5f" ON "invoice" ("sold_on", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "invoice_salesperson_732bc880" ON "invoice" ("salesperson", "id") WHERE "deleted_at" IS NULL;
CREATE INDEX "invoice_corrects_9ea7894e" ON "invoice" ("corrects", "id") WHERE "deleted_at" IS NULL;
CREATE TABLE "invoice_line" (
    "row" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE,
    "rev" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    "created_by" BLOB NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "changed_by" BLOB NOT NULL,
    "deleted_at" INTEGER,
    "invoice" BLOB REFERENCES "invoice" ("id") DEFERRABLE INITIALLY DEFERRED,
    "name" TEXT,
    "name_fold" BLOB,
    "quantity" INTEGER,
    "price" INTEGER,
    "net" INTEGER
) STRICT;
CREATE INDEX "invoice_line_invoice_c63158c5" ON "invoice_line" ("invoice", "id");
CREATE TABLE "payment" (
    "row" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE,
    "rev" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    "created_by" BLOB NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "changed_by" BLOB NOT NULL,
    "deleted_at" INTEGER,
    "invoice" BLOB REFERENCES "invoice" ("id") DEFERRABLE INITIALLY DEFERRED,
    "received_on" INTEGER,
    "amount" INTEGER,
    "title" TEXT,
    "title_fold" BLOB
) STRICT;
CREATE INDEX "payment_invoice_f0686ef3" ON "payment" ("invoice", "id") WHERE "deleted_at" IS NULL;
CREATE TABLE "comment" (
    "row" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE,
    "rev" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    "created_by" BLOB NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "changed_by" BLOB NOT NULL,
    "deleted_at" INTEGER,
    "record" BLOB,
    "record_entity" TEXT,
    "body" TEXT,
    "body_fold" BLOB
) STRICT;
CREATE INDEX "comment_record_8c99fbca" ON "comment" ("record", "id") WHERE "deleted_at" IS NULL;
CREATE TABLE "segment" (
    "row" INTEGER PRIMARY KEY,
    "id" BLOB NOT NULL UNIQUE,
    "rev" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    "created_by" BLOB NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "changed_by" BLOB NOT NULL,
    "deleted_at" INTEGER,
    "name" TEXT,
    "name_fold" BLOB,
    "name_sort" BLOB,
    "about" TEXT,
    "filter" TEXT,
    "country" TEXT
) STRICT;
CREATE INDEX "segment_name_sort_5c56cccb" ON "segment" ("name_sort", "id") WHERE "deleted_at" IS NULL;
CREATE TABLE "segment_members" (
    "owner" BLOB NOT NULL REFERENCES "segment" ("id") DEFERRABLE INITIALLY DEFERRED,
    "target" BLOB NOT NULL REFERENCES "company" ("id") DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY ("owner", "target")
) WITHOUT ROWID, STRICT;
CREATE INDEX "segment_members_target_owner_f2908256" ON "segment_members" ("target", "owner");
INSERT INTO "counter" VALUES (1, 0, 0, 0, 0, 1, 1, randomblob(32));
