// Remembers which words of sums were written in a step, one bit each, so that no sum has to be
// cleared: the first row that reaches a word finds it untouched, as does a sweep that no row
// reached.
//
// Gathering (stage a reads, stage b marks) and sweeping (stage 0 reads, stage 1 clears) are in
// different banks whenever they are at work at the same time. After reset all words are cleared,
// one per clock; `ready` is low until then.
`default_nettype none

module word_tags #(
    parameter WORD_WIDTH = 4,
    parameter WORDS = 16,
    parameter BANKS = 2,
    // 1: there is a stage r between stages a and b
    parameter BLOCK = 0
) (
    input  wire                  clk,
    input  wire                  rst,
    output wire                  ready,

    input  wire                  a_bank,
    input  wire [WORD_WIDTH-1:0] a_word,

    input  wire                  b_valid,
    input  wire                  b_bank,
    input  wire [WORD_WIDTH-1:0] b_word,
    input  wire                  recent,
    input  wire                  again,
    output wire                  b_touched,

    // x_en moves the sweep from stage 0 to stage 1
    input  wire                  x_en,
    input  wire                  x0_valid,
    input  wire                  x0_bank,
    input  wire [WORD_WIDTH-1:0] x0_word,

    // x1_clear: stage 1 is done with its word
    input  wire                  x1_valid,
    input  wire                  x1_clear,
    input  wire                  x1_bank,
    input  wire [WORD_WIDTH-1:0] x1_word,
    output wire                  x1_touched
);
    initial begin
        if (WORDS < 1 || (WORDS - 1) >> WORD_WIDTH != 0 || (BANKS != 1 && BANKS != 2)) begin
            $display("error: word_tags: WORD_WIDTH does not address WORDS, or bad BANKS in %m");
            $finish;
        end
    end

    localparam [WORD_WIDTH-1:0] WORD_0 = 0;
    localparam [WORD_WIDTH-1:0] WORD_1 = 1;
    localparam [31:0]           FINAL  = WORDS - 1;

    reg                  clearing_q;
    reg [WORD_WIDTH-1:0] clear_word_q;

    assign ready = !clearing_q;

    always @(posedge clk) begin
        if (clearing_q) begin
            clearing_q   <= clear_word_q != FINAL[WORD_WIDTH-1:0];
            clear_word_q <= clear_word_q + WORD_1;
        end
        if (rst) begin
            clearing_q   <= 1'b1;
            clear_word_q <= WORD_0;
        end
    end

    wire [BANKS-1:0] tags;
    wire             tag;      // of the operation behind stage a

    genvar bank;
    generate
        for (bank = 0; bank < BANKS; bank = bank + 1) begin : g_bank
            localparam [0:0] OWN = bank;
            // The sweep has the bank while it is in stage 0 or 1 of it.
            wire swept   = (x0_valid && (BANKS == 1 || x0_bank == OWN))
                        || (x1_valid && (BANKS == 1 || x1_bank == OWN));
            wire marked  = b_valid && (BANKS == 1 || b_bank == OWN);
            wire cleared = x1_clear && (BANKS == 1 || x1_bank == OWN);
            wire [WORD_WIDTH-1:0] word = clearing_q ? clear_word_q : marked ? b_word : x1_word;

            (* no_rw_check *)
            reg mem [0:WORDS-1];
            reg tag_q;

            always @(posedge clk) begin
                if (clearing_q || marked || cleared) begin
                    mem[word] <= marked && !clearing_q;
                end
                if (!swept || x_en) begin
                    tag_q <= mem[swept ? x0_word : a_word];
                end
            end
            assign tags[bank] = tag_q;
        end
        if (BANKS == 2) begin : g_two
            reg bank_q;
            always @(posedge clk) begin
                bank_q <= a_bank;
            end
            assign tag        = tags[bank_q];
            assign x1_touched = tags[x1_bank];
        end else begin : g_one
            assign tag        = tags[0];
            assign x1_touched = tags[0];
            wire unused = &{1'b0, a_bank, b_bank, x0_bank, x1_bank};
        end
        if (BLOCK != 0) begin : g_block
            reg touched_q;
            always @(posedge clk) begin
                touched_q <= tag || recent || again;
            end
            assign b_touched = touched_q;
        end else begin : g_distributed
            assign b_touched = tag || recent;
            wire unused_again = &{1'b0, again};
        end
    endgenerate
endmodule

`default_nettype wire
