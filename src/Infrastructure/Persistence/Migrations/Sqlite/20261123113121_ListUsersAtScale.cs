using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Auth.Infrastructure.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ListUsersAtScale : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_users_email",
                table: "users");

            migrationBuilder.DropIndex(
                name: "ix_users_name",
                table: "users");

            migrationBuilder.DropIndex(
                name: "ix_users_nickname",
                table: "users");

            migrationBuilder.DropIndex(
                name: "ix_users_role_status",
                table: "users");

            migrationBuilder.DropIndex(
                name: "ix_users_status",
                table: "users");

            migrationBuilder.AddColumn<string>(
                name: "email_apart",
                table: "users",
                type: "TEXT",
                maxLength: 254,
                nullable: true,
                computedColumnSql: "CASE WHEN SUBSTR(email, 1, INSTR(email, '@') - 1) = username THEN NULL ELSE email END");

            migrationBuilder.AddColumn<string>(
                name: "nickname_apart",
                table: "users",
                type: "TEXT",
                maxLength: 50,
                nullable: true,
                computedColumnSql: "CASE WHEN HEX(nickname) IN (HEX(name), HEX(username)) THEN NULL ELSE nickname END");

            migrationBuilder.CreateIndex(
                name: "ix_users_email",
                table: "users",
                columns: new[] { "email_apart", "username", "name", "created_at", "id", "role", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_users_name",
                table: "users",
                columns: new[] { "name", "id", "username", "created_at", "role", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_users_nickname",
                table: "users",
                columns: new[] { "nickname_apart", "username", "name", "created_at", "id", "role", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_users_phone",
                table: "users",
                columns: new[] { "phone", "username", "name", "created_at", "id", "role", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_users_role_status_created_at",
                table: "users",
                columns: new[] { "role", "status", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_users_role_status_name",
                table: "users",
                columns: new[] { "role", "status", "name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_users_role_status_username",
                table: "users",
                columns: new[] { "role", "status", "username" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_users_email",
                table: "users");

            migrationBuilder.DropIndex(
                name: "ix_users_name",
                table: "users");

            migrationBuilder.DropIndex(
                name: "ix_users_nickname",
                table: "users");

            migrationBuilder.DropIndex(
                name: "ix_users_phone",
                table: "users");

            migrationBuilder.DropIndex(
                name: "ix_users_role_status_created_at",
                table: "users");

            migrationBuilder.DropIndex(
                name: "ix_users_role_status_name",
                table: "users");

            migrationBuilder.DropIndex(
                name: "ix_users_role_status_username",
                table: "users");

            migrationBuilder.DropColumn(
                name: "email_apart",
                table: "users");

            migrationBuilder.DropColumn(
                name: "nickname_apart",
                table: "users");

            migrationBuilder.CreateIndex(
                name: "ix_users_email",
                table: "users",
                columns: new[] { "email", "username", "name", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_users_name",
                table: "users",
                columns: new[] { "name", "id", "username", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_users_nickname",
                table: "users",
                columns: new[] { "nickname", "name", "username", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_users_role_status",
                table: "users",
                columns: new[] { "role", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_users_status",
                table: "users",
                columns: new[] { "status", "created_at", "id" });
        }
    }
}
