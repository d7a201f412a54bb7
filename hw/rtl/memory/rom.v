// Read-only memory with registered read, filled from a file.
//
// q shows the word at addr two enabled clocks later (OUTPUT_REGISTER = 1, for clock rate) or
// one (OUTPUT_REGISTER = 0). Infers block RAM.
`default_nettype none

module rom #(
    // Bits of a word
    parameter WIDTH = 8,
    // Number of words
    parameter DEPTH = 16,
    // Address bits, enough for DEPTH words
    parameter ADDR_WIDTH = 4,
    // 1: one more register behind the memory
    parameter OUTPUT_REGISTER = 1,
    // Hexadecimal file with DEPTH words
    parameter FILE = ""
) (
    input  wire                  clk,
    input  wire                  en,
    input  wire [ADDR_WIDTH-1:0] addr,
    output wire [WIDTH-1:0]      q
);
    initial begin
        if (DEPTH < 1 || (DEPTH - 1) >> ADDR_WIDTH != 0) begin
            $display("error: rom: ADDR_WIDTH does not address DEPTH words in %m");
            $finish;
        end
    end

    reg [WIDTH-1:0] mem [0:DEPTH-1];
    reg [WIDTH-1:0] read_q;

    initial begin
        if (FILE != "") begin
            $readmemh(FILE, mem);
        end
    end

    always @(posedge clk) begin
        if (en) begin
            read_q <= mem[addr];
        end
    end

    generate
        if (OUTPUT_REGISTER != 0) begin : g_register
            reg [WIDTH-1:0] out_q;
            always @(posedge clk) begin
                if (en) begin
                    out_q <= read_q;
                end
            end
            assign q = out_q;
        end else begin : g_direct
            assign q = read_q;
        end
    endgenerate
endmodule

`default_nettype wire
